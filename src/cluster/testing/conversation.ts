import type { Pod } from '../../api';
import { podStatusWord } from '../../api';
import type { ApiAnswer, ApiRequest, KubeObject } from '../../apimachinery';
import type { AuditLine } from './audit';
import type { Story } from './story';

/** What is said over and over and belongs to no story. */
const BACKGROUND = new Set(['leases.coordination.k8s.io']);

/**
 * A story as a transcript: who asked an API server for what, when (in milliseconds since the story began), and what it
 * answered. Watches, lists and leases are left out.
 */
export function conversation(story: Story, sinceHop: number): string {
  const from = story.simulation.trace.hop(sinceHop)?.sentAt ?? 0;
  const lines = story
    .audit(sinceHop)
    .filter((line) => !BACKGROUND.has(line.resource) && line.verb !== 'list' && line.verb !== 'watch');
  return `${lines.map((line) => sentence(story, line, from)).join('\n')}\n`;
}

function sentence(story: Story, line: AuditLine, from: number): string {
  const at = (line.receivedAt - from).toFixed(1).padStart(9);
  const answer = answerOf(story, line);
  const name = line.name || (answer?.body as KubeObject | undefined)?.metadata?.name || '';
  const where = line.namespace && line.namespace !== name ? `${line.namespace}/` : '';
  const detail = detailOf(line, answer);
  return `${at}  ${line.who}: ${line.verb} ${line.resource} ${where}${name} → ${line.code}${detail ? ` (${detail})` : ''}`;
}

function answerOf(story: Story, line: AuditLine): ApiAnswer | undefined {
  const { trace } = story.simulation;
  for (let id = line.hop.id + 1; id < trace.nextHop; id++) {
    const hop = trace.hop(id);
    if (hop?.exchange === line.hop.id && hop.kind === 'response') return hop.payload as ApiAnswer;
  }
  return undefined;
}

function detailOf(line: AuditLine, answer: ApiAnswer | undefined): string {
  const body = answer?.body as Record<string, any> | undefined;
  const request = line.hop.payload as ApiRequest & { body?: Record<string, any> };
  if (line.resource === 'pods/binding') return `to ${request.body?.['target']?.name}`;
  if (line.resource.startsWith('events')) return `${body?.['reason']}: ${body?.['message'] ?? body?.['note']}`;
  if (body?.['kind'] === 'Pod' && line.verb !== 'get') return podStatusWord(body as unknown as Pod);
  if (body?.['kind'] === 'Deployment' || body?.['kind'] === 'ReplicaSet') return replicaWords(body);
  return line.code >= 400 ? String(body?.['message'] ?? '') : '';
}

function replicaWords(set: Record<string, any>): string {
  const { readyReplicas = 0, replicas = 0 } = set['status'] ?? {};
  return `wants ${set['spec'].replicas}, has ${replicas}, ready ${readyReplicas}`;
}
