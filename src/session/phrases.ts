/**
 * What the worker says in words of its own, as data: a key and the values that its sentence needs. The page has the sentences
 * in its catalogue, in whatever language it speaks. Kubernetes' own words (verbs, kinds, names, reasons, messages) are strings
 * and are shown as they are.
 */
interface Sentences extends Actors, Kinds, Deeds, Titles, Raft, Stories, Objects, Verdicts, Notices {}

type None = null;
type Machine = { readonly machine: string };

interface Actors {
  'actors.scheduler': None;
  /** Such as "replicaset controller". */
  'actors.controller': { readonly name: string };
  'actors.controllerManager': None;
  'actors.kubelet': Machine;
  'actors.apiServer': Machine;
  'actors.etcd': Machine;
  'actors.runtime': Machine;
  'actors.kubeProxy': Machine;
  'actors.loadBalancer': None;
  'actors.pod': { readonly name: string };
}

interface Kinds {
  'kinds.pod': None;
  'kinds.deployment': None;
  'kinds.replicaSet': None;
  'kinds.daemonSet': None;
  'kinds.statefulSet': None;
  'kinds.job': None;
  'kinds.cronJob': None;
  'kinds.service': None;
  'kinds.endpointSlice': None;
  'kinds.ingress': None;
  'kinds.node': None;
  'kinds.namespace': None;
  'kinds.event': None;
  'kinds.lease': None;
  'kinds.configMap': None;
  'kinds.secret': None;
  'kinds.serviceAccount': None;
  'kinds.volumeClaim': None;
  'kinds.volume': None;
}

/** What a user did to machines and programs. */
interface Deeds {
  'deeds.kill': { readonly component: string };
  'deeds.start': { readonly component: string };
  'deeds.powerOff': Machine;
  'deeds.powerOn': Machine;
  'deeds.isolate': Machine;
  'deeds.rejoin': Machine;
  'deeds.drain': Machine;
  'deeds.uncordon': Machine;
  'deeds.cut': { readonly one: string; readonly other: string };
  'deeds.heal': { readonly one: string; readonly other: string };
}

/** What a message says, in a few words. */
interface Titles {
  'titles.connectionRefused': None;
  'titles.connectionClosed': None;
  'titles.endOfStream': None;
  'titles.refused': { readonly message: string };
  'titles.failed': { readonly message: string };
  'titles.answer': None;
  'titles.done': None;
  'titles.progress': None;
  'titles.revision': { readonly revision: number };
  'titles.changed': { readonly key: string };
  'titles.changedMore': { readonly key: string; readonly count: number };
}

type Said = { readonly actor: Words };
type Entry = { readonly index: number };

/** Raft's messages: a title each, and what the sender says to its peer. */
interface Raft {
  'raft.append': { readonly count: number };
  'raft.appendSays': Said & { readonly count: number };
  'raft.commit': Entry;
  'raft.commitSays': Said & Entry;
  'raft.propose': { readonly count: number };
  'raft.proposeSays': Said & { readonly count: number };
  'raft.stored': Entry;
  'raft.storedSays': Said & Entry;
  'raft.noMatch': Entry;
  'raft.noMatchSays': Said & Entry;
  'raft.heartbeat': None;
  'raft.heartbeatSays': Said;
  'raft.following': None;
  'raft.followingSays': Said;
  'raft.howFar': None;
  'raft.howFarSays': Said;
  'raft.readFrom': Entry;
  'raft.readFromSays': Said & Entry;
  'raft.wouldYou': { readonly term: number };
  'raft.wouldYouSays': Said;
  'raft.would': None;
  'raft.wouldSays': Said;
  'raft.wouldNot': None;
  'raft.wouldNotSays': Said;
  'raft.vote': { readonly term: number };
  'raft.voteSays': Said & { readonly term: number };
  'raft.granted': None;
  'raft.grantedSays': Said;
  'raft.refused': None;
  'raft.refusedSays': Said;
  'raft.snapshot': None;
  'raft.snapshotSays': Said;
  'raft.plainSays': Said & { readonly what: string };
}

type What = { readonly what: Words };
type Named = { readonly kind: Words; readonly name: string };

/** What a message means. */
interface Stories {
  'stories.youRan': { readonly line: Words };
  'stories.youChose': { readonly deed: Words };
  'stories.named': Named;
  'stories.scaled': Named & { readonly count: number };
  'stories.asksFor': Said & { readonly path: string };
  'stories.binds': Said & { readonly pod: string; readonly node: Words };
  'stories.aNode': None;
  'stories.asksToken': Said & { readonly account: string };
  'stories.reportsStatus': Said & What;
  'stories.recordsEvent': Said & { readonly message: string };
  'stories.watches': Said & { readonly resource: string };
  'stories.lists': Said & { readonly resource: string };
  'stories.creates': Said & What;
  'stories.updates': Said & What;
  'stories.changes': Said & What;
  'stories.deletes': Said & What;
  'stories.reads': Said & What;
  'stories.theRequest': None;
  'stories.answers': Said & What & { readonly answer: Words };
  'stories.refuses': Said & What & { readonly answer: Words };
  'stories.refusesBecause': Said & What & { readonly answer: Words; readonly message: string };
  'stories.hears': Said & What;
  'stories.hearsAdded': Said & What;
  'stories.hearsModified': Said & What;
  'stories.hearsDeleted': Said & What;
  'stories.asks': Said & What & { readonly peer: Words };
  'stories.tells': Said & What & { readonly peer: Words };
  'stories.passesOn': Said & What & { readonly peer: Words };
  'stories.repliesWith': Said & What & { readonly answer: Words };
  'stories.asksRuntime': Said & What;
  'stories.calls': Said & What & { readonly target: string };
  'stories.callsThrough': Said & What & { readonly service: string; readonly target: string };
  'stories.callsInVain': Said & What & { readonly service: string };
}

type Somewhere = { readonly what: string; readonly word: string };

/** What an object, a program or a machine is at the moment, and how the scheduler chose. */
interface Objects {
  'objects.gone': { readonly name: string };
  'objects.waits': { readonly what: string };
  'objects.waitsDeleted': { readonly what: string };
  'objects.is': Somewhere;
  'objects.isDeleted': Somewhere;
  'objects.isOn': Somewhere & { readonly node: string };
  'objects.isOnDeleted': Somewhere & { readonly node: string };
  'objects.stands': { readonly what: string };
  'objects.standsDeleted': { readonly what: string };
  'objects.running': Said;
  'objects.down': Said;
  'objects.machineUp': Machine & { readonly running: number; readonly count: number };
  'objects.machineDown': Machine & { readonly running: number; readonly count: number };
  'objects.chosen': { readonly node: string };
  'objects.noNode': { readonly pod: Words };
  'objects.node': None;
  'objects.sum': None;
  'objects.fit': None;
  'objects.balance': None;
  'objects.taints': None;
  'objects.images': None;
  'objects.affinity': None;
  'objects.podAffinity': None;
  'objects.spread': None;
  'objects.devices': None;
}

/** What the stages of a request's path through the API server came to. */
interface Verdicts {
  'verdicts.user': { readonly user: string; readonly proof: Words };
  'verdicts.byCertificate': None;
  'verdicts.byToken': None;
  'verdicts.byStaticToken': None;
  'verdicts.byNobody': None;
  'verdicts.byImpersonation': None;
  'verdicts.allowedBy': { readonly by: string };
  'verdicts.allowedByTable': None;
  'verdicts.nothingToAdd': None;
  'verdicts.valid': None;
  'verdicts.admitted': None;
  'verdicts.bound': { readonly node: string };
  'verdicts.stored': { readonly key: string; readonly revision: number };
  'verdicts.deleted': { readonly key: string; readonly revision: number };
  'verdicts.marked': None;
  'verdicts.token': None;
}

/** Why the clock stands, milestones of the history, steps of the boot. */
interface Notices {
  'notices.quietAlready': None;
  'notices.quiet': { readonly count: number; readonly seconds: string };
  'notices.notQuiet': None;
  'notices.stillWaiting': { readonly quiet: Words; readonly waiting: readonly Words[] };
  'notices.stillWaitingMore': { readonly quiet: Words; readonly waiting: readonly Words[]; readonly count: number };
  'notices.waitsFor': Named & { readonly word: string };
  'notices.slowBoot': None;
  'notices.nothingUnderWay': None;
  'notices.comingUp': None;
  'notices.comingUpTyped': None;
  'notices.wasHidden': None;
  'notices.noWayOut': None;
  'notices.present': None;
  'notices.fork': None;
  'notices.forkDropped': { readonly count: number };
  'notices.stopped': { readonly what: Words };
  'notices.podBound': { readonly pod: string; readonly node: string };
  'notices.podFails': { readonly pod: string; readonly word: string };
  'notices.noLeader': None;
  'notices.keyCreated': { readonly key: string };
  'notices.keyWritten': { readonly key: string };
  'notices.keyDeleted': { readonly key: string };
  'notices.leadsEtcd': Machine & { readonly term: string };
  'notices.leadsControllers': Machine;
  'notices.leadsScheduler': Machine;
  'notices.nodeIs': { readonly node: string; readonly word: string };
  'notices.nodeGone': { readonly node: string };
  'notices.bootEtcd': None;
  'notices.bootApiServers': None;
  'notices.bootControllers': None;
  'notices.bootScheduler': None;
  'notices.bootRegistered': None;
  'notices.bootServiceAccount': None;
  'notices.bootReady': None;
}

export type PhraseKey = keyof Sentences;

/** A sentence that the page has in its catalogue; values may be phrases themselves, or several of them. */
export interface Phrase {
  readonly key: PhraseKey;
  readonly values?: Readonly<Record<string, string | number | Phrase | readonly Words[]>>;
}

/** A string is Kubernetes' own word, or the user's; all else is for the page to say in its language. */
export type Words = string | Phrase;

type Arguments<Key extends PhraseKey> = Sentences[Key] extends null ? [] : [values: Sentences[Key]];

/** A phrase with all the values that its sentence needs. */
export function phrase<Key extends PhraseKey>(key: Key, ...[values]: Arguments<Key>): Phrase {
  return values === undefined ? { key } : { key, values: values as NonNullable<Phrase['values']> };
}
