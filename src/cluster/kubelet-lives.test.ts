import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BriefLife } from './testing/life';
import { brief, relive } from './testing/life';

/**
 * More lives than `pod-lives.test.ts` has, from a real kube-apiserver, kube-controller-manager, kube-scheduler and kubelet 1.36.3 over a
 * runtime that only pretends, in brief: what comes and goes when config maps are late, what is refused, deadlines, hooks, gates, restarts.
 */
const lives: readonly BriefLife[] = JSON.parse(
  readFileSync(new URL('testdata/kubelet-lives.json', import.meta.url), 'utf8'),
);

describe('a pod lives, in brief, as it did under a real kubelet', () => {
  it.each(lives)('$name', ({ name, acts, moments, events }) => {
    const lived = brief(relive({ name, acts, answers: [], timeline: [], events: warmed(events) }, name));
    expect(lived.moments).toEqual(moments);
    expect(lived.events.toSorted()).toEqual(events);
  });
});

/** As events, for they tell which images the recording's machines had already. */
function warmed(events: readonly string[]) {
  return events.map((message) => ({ type: 'Normal', reason: 'Pulled', component: 'kubelet', message }));
}
