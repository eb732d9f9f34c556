import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Served } from './serve';
import { serve } from './serve';

const shared = new URL('../../../shared/conformance/', import.meta.url);
const golden = new URL('golden/10-controllers.json', shared);
const haveRecordings = existsSync(golden);

interface Step {
  readonly request?: unknown;
  readonly wait?: unknown;
  readonly settle?: number;
  readonly response?: object;
}

interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
}

interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The judge's own module: how a case is played, and how two answers are compared. */
interface Judge {
  runCase(target: object, recorded: Case, number: number): Promise<readonly { readonly response?: unknown }[]>;
  differences(expected: unknown, actual: unknown): readonly Difference[];
}

/** What a case waits for; one that holds nevertheless fails here, so that the list stays true. */
const NOT_YET: Readonly<Record<string, string>> = {};

const noFiles = { auditLog: undefined, kubeconfig: undefined };
/** The recorded cluster's nodes only pretended: its pods went at once, where a kubelet has to take them down first. */
const KUBELETS_NEED_MILLISECONDS = 3000;

function patient({ name, steps }: Case): Case {
  const longer = steps.map((step) =>
    step.settle ? { ...step, settle: step.settle + KUBELETS_NEED_MILLISECONDS } : step,
  );
  return { name, steps: longer };
}

const cases: readonly Case[] = haveRecordings ? JSON.parse(readFileSync(golden, 'utf8')).map(patient) : [];

describe.skipIf(!haveRecordings)('what controllers make of the same wishes, recorded on a real cluster', () => {
  let served: Served;
  let judge: Judge;
  let number = 0;

  beforeAll(async () => {
    judge = (await import(/* @vite-ignore */ new URL('conformance.mjs', shared).href)) as Judge;
    served = await serve({ port: 0, token: 'secret', workers: 3, seed: 'controllers', clock: 'stepped', ...noFiles });
  }, 60_000);
  afterAll(() => served?.close());

  async function differencesOf(recorded: Case): Promise<readonly string[]> {
    const { address } = served;
    const target = { server: address, token: 'secret', advance: `${address}/wheelhouse/clock` };
    const results = await judge.runCase(target, recorded, ++number);
    return recorded.steps.flatMap(({ response }, index) => {
      const found = response ? judge.differences(response, results[index]?.response) : [];
      return found.map(({ path, expected, actual }) => `${index}: ${path}: ${JSON.stringify([expected, actual])}`);
    });
  }

  for (const recorded of cases.filter(({ name }) => !NOT_YET[name]))
    it(recorded.name, async () => expect(await differencesOf(recorded)).toEqual([]), 60_000);

  for (const recorded of cases.filter(({ name }) => NOT_YET[name]))
    it(`${recorded.name}: not yet, ${NOT_YET[recorded.name]}`, async () => {
      expect(await differencesOf(recorded), 'it holds: take it off the list').not.toEqual([]);
    });
});
