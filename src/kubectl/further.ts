import { applyFurther } from './commands/apply-further';
import { annotate, label } from './commands/label';
import { copy } from './commands/cp';
import { debug } from './commands/debug';
import { describe } from './commands/describe';
import { exec } from './commands/exec';
import { explain } from './commands/explain';
import { expose } from './commands/expose';
import { run } from './commands/run';
import { get } from './commands/get';
import { patch } from './commands/patch';
import * as rollout from './commands/rollout';
import { attach } from './commands/attach';
import { autoscale } from './commands/autoscale';
import * as set from './commands/set';
import { setEnvironment } from './commands/set-environment';
import { apiResources, apiVersions } from './commands/api-resources';
import { approve, deny } from './commands/certificate';
import { canI, whoAmI } from './commands/auth';
import { dumpCluster } from './commands/cluster-dump';
import { clusterInfo, top, version } from './commands/cluster';
import * as config from './commands/config';
import * as entries from './commands/config-entries';
import { help, options } from './commands/help';
import { setLastApplied, viewLastApplied } from './commands/last-applied-commands';
import { createFiles } from './commands/create-files';
import { diff } from './commands/diff';
import { drain } from './commands/drain';
import { events } from './commands/events';
import { builtText, kustomize } from './commands/kustomize';
import { logs } from './commands/logs';
import { cordon, taint, uncordon } from './commands/nodes';
import { completion } from './commands/completion-script';
import { edit, editLastApplied } from './commands/edit';
import { alpha, listPlugins } from './commands/plugin';
import { proxy } from './commands/proxy';
import { portForward } from './commands/port-forward';
import { reconcile } from './commands/reconcile';
import { replace } from './commands/replace';
import { scale } from './commands/scale';
import { wait } from './commands/wait';
import { runGroup, showHelp } from './help-text';
import { generatorRuns } from './commands/create/generators';
import { offerTree } from './command-root';
import { commandTree } from './command-tree';
import { completeLine } from './completion';
import { offerBuild, offerCommands, offerCompletion, offerDiscovery } from './later';
import { discoverUnknown } from './discovery';
import { offerPrinters } from './printers/object-printer';
import { templatePrinters } from './printers/template-printers';

// Commands that are typed at the terminal: loaded when somebody first does.
offerCommands({
  applyFurther,
  annotate,
  label,
  describe,
  exec,
  explain,
  expose,
  run,
  get,
  patch,
  'rollout.history': rollout.history,
  'rollout.pause': rollout.pause,
  'rollout.restart': rollout.restart,
  'rollout.resume': rollout.resume,
  'rollout.status': rollout.status,
  'rollout.undo': rollout.undo,
  autoscale,
  'set.setEnvironment': setEnvironment,
  'set.setImage': set.setImage,
  'set.setResources': set.setResources,
  'set.setSelector': set.setSelector,
  'set.setServiceAccount': set.setServiceAccount,
  'set.setSubject': set.setSubject,
  apiResources,
  apiVersions,
  approve,
  deny,
  attach,
  canI,
  reconcile,
  whoAmI,
  clusterInfo,
  dumpCluster,
  top,
  version,
  'config.deleteContext': config.deleteContext,
  'config.renameContext': config.renameContext,
  help,
  showHelp,
  runGroup,
  options,
  viewLastApplied,
  setLastApplied,
  'config.currentContext': config.currentContext,
  'config.getContexts': config.getContexts,
  'config.listing.cluster': config.listing('NAME', 'clusters'),
  'config.listing.user': config.listing('NAME', 'users'),
  'config.setContext': config.setContext,
  'config.useContext': config.useContext,
  'config.view': config.view,
  'config.setCluster': entries.setCluster,
  'config.setCredentials': entries.setCredentials,
  'config.deleteCluster': entries.deleteCluster,
  'config.deleteUser': entries.deleteUser,
  'config.set': entries.setProperty,
  'config.unset': entries.unsetProperty,
  createFiles,
  diff,
  drain,
  events,
  logs,
  cordon,
  taint,
  uncordon,
  copy,
  portForward,
  proxy,
  edit,
  editLastApplied,
  listPlugins,
  alpha,
  completion,
  debug,
  kustomize,
  replace,
  scale,
  wait,
});
offerTree(commandTree);
offerCompletion(completeLine);
offerBuild(builtText);
offerDiscovery(discoverUnknown);
offerCommands(generatorRuns);
offerPrinters(templatePrinters);
