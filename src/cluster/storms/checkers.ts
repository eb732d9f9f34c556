import { acknowledgedWrites } from './checkers/acknowledged-writes';
import { agreement } from './checkers/agreement';
import { caches } from './checkers/caches';
import type { CheckerOf } from './checkers/checker';
import { desiredState } from './checkers/desired-state';
import { disruptionBudgets } from './checkers/disruption-budgets';
import { noHotLoop } from './checkers/hot-loop';
import { jobs } from './checkers/jobs';
import { leadership } from './checkers/leadership';
import { boundOnce, oneController, runsOnce } from './checkers/pod-identity';
import { rollouts } from './checkers/rollouts';
import { serviceAddresses } from './checkers/service-addresses';
import { statefulOrder } from './checkers/stateful-order';
import { watchOrder } from './checkers/watch-order';

/** All there is to check, by name. */
export const CHECKERS = {
  agreement,
  'acknowledged writes': acknowledgedWrites,
  'watch order': watchOrder,
  leadership,
  'bound once': boundOnce,
  'one controller': oneController,
  'runs once': runsOnce,
  rollouts,
  'stateful order': statefulOrder,
  'disruption budgets': disruptionBudgets,
  'service addresses': serviceAddresses,
  jobs,
  'hot loop': noHotLoop,
  caches,
  'desired state': desiredState,
} as const satisfies Readonly<Record<string, CheckerOf>>;

export type CheckerName = keyof typeof CHECKERS;
