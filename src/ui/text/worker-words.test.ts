import { beforeAll, describe, expect, it } from 'vitest';
import { webDeployment } from '../../../tools/sample-manifests.mjs';
import { Session } from '../../session';
import type { Batch, Inspection, Phrase, Words } from '../../session/protocol';
import { factsInWords } from '../inspector/facts';
import { facts } from './english/facts';
import { loadLanguage, sayIn } from './language';

/** All phrases that a real history tells: of messages and their inspections, of the boot, of marks and notices. */
function toldBy(session: Session): Words[] {
  const batches: Batch[] = [];
  const take = () => {
    const batch = session.takeBatch();
    if (batch) batches.push(batch);
  };
  const run = (until: () => boolean) => {
    for (let frame = 0; frame < 5000 && !until(); frame++) {
      session.frame(16, () => false);
      take();
    }
  };
  run(() => session.mode !== 'booting');
  session.handle({ kind: 'apply', file: 'web.yaml', text: webDeployment(2) });
  session.handle({ kind: 'run-until-quiet' });
  run(() => session.mode === 'paused');
  session.handle({ kind: 'fault', fault: { action: 'power-off', machine: 'worker-1' } });
  take();
  const hops = batches.flatMap(({ hops = [] }) => hops);
  verdicts = hops.flatMap(({ id }) => session.peek(id)?.stages.map(({ verdict }) => verdict) ?? []);
  published = batches.flatMap(({ components = [] }) => components.flatMap(({ facts }) => Object.keys(facts)));
  return [
    ...batches.flatMap(({ clock }) => clock.notice ?? []),
    ...batches.flatMap(({ boot = [] }) => boot.map(({ title }) => title)),
    ...batches.flatMap(({ marks = [] }) => marks.map(({ title }) => title)),
    ...hops.map(({ title }) => title),
    ...hops.flatMap(({ id }) => sentencesOf(session.peek(id))),
    ...verdicts,
  ];
}

function sentencesOf(inspection: Inspection | null): Words[] {
  if (inspection?.kind !== 'hop') return [];
  const { sentence, why, decision } = inspection;
  return [sentence, ...why.map((line) => line.sentence), ...(decision ? [decision.title, ...decision.columns] : [])];
}

const isPhrase = (words: Words): words is Phrase => typeof words === 'object';
let told: Words[] = [];
let verdicts: Words[] = [];
let published: string[] = [];
/** Kinds, media types, and plugins one after another. */
const kubernetesWords = /^[\w./+-]+(, \w+)*$/;

beforeAll(async () => {
  told = toldBy(new Session({ seed: 'words', speed: 1, autoPace: false }));
  await loadLanguage('ko');
}, 60_000);

describe('what the worker tells', () => {
  it('is said in English: who did what, and why', () => {
    const said = told.map((words) => sayIn('en', words)).join('\n');
    expect(said).toContain('You ran kubectl apply -f web.yaml.');
    expect(said).toContain('power off worker-1');
    for (const line of [
      /^The scheduler binds web-\w+-\w+ to worker-\d\.$/m,
      /^The deployment controller creates ReplicaSet web-\w+, 2 replicas\.$/m,
      /^The kubelet of worker-\d reports the status of pod web-\w+-\w+\.$/m,
      /^etcd on cp-\d leads, and asks its peer to append 1 entry to its log\.$/m,
      /^Quiet after [\d,]+ messages and [\d.]+ s\.$/m,
    ])
      expect(said).toMatch(line);
  });

  it('has words for everything that programs publish about themselves', () => {
    const names = [...new Set(published)];
    expect(names).toContain('watches');
    const said = factsInWords(names.map((name) => ({ name, value: 'true' })));
    expect(said.filter(({ name }) => names.includes(name) && !/^[a-z]+$/.test(name))).toEqual([]);
    expect(names.filter((name) => !(name in facts) && !name.startsWith('election'))).toEqual([]);
    expect(said[0]!.value).toBe('yes');
  });

  it('leaves only words of Kubernetes as they are where the API server says what its stages came to', () => {
    expect(verdicts.length).toBeGreaterThan(100);
    const plain = verdicts.filter((verdict) => typeof verdict === 'string');
    expect(new Set(plain)).toContain('Pod');
    expect(plain.filter((verdict) => !kubernetesWords.test(verdict))).toEqual([]);
    const said = verdicts.map((verdict) => sayIn('ko', verdict));
    expect(said).toContain('kubernetes-admin (클라이언트 인증서)');
    expect(said).toContain('허용: rbac');
  });

  it('is said in Korean just as well: every phrase has its sentence, every value its place, every particle its sound', () => {
    const phrases = told.filter(isPhrase);
    expect(phrases.length).toBeGreaterThan(300);
    const said = [...new Set(phrases.map((words) => sayIn('ko', words)))];
    expect(said.filter((sentence) => !/[가-힣]/.test(sentence))).toEqual([]);
    expect(said.filter((sentence) => /\{\{|\[[가-힣/]+\]|undefined|\[object/.test(sentence))).toEqual([]);
    expect(said.some((sentence) => /^스케줄러가 web-\w+-\w+[을를] worker-\d에 바인딩합니다\.$/.test(sentence))).toBe(
      true,
    );
    expect(said).toContain('worker-1 전원 끄기');
  });
});
