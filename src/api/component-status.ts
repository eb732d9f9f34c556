import { textColumn } from './column';
import { defineKind, nameColumn } from './kind';
import type { KubeObject } from '../apimachinery';

/** How a part of the control plane is; nobody keeps it, it is looked at when somebody asks. */
export interface ComponentStatus extends KubeObject {
  readonly conditions: readonly {
    readonly type: 'Healthy';
    readonly status: 'True' | 'False';
    readonly message?: string;
    readonly error?: string;
  }[];
}

const firstOf = ({ conditions }: ComponentStatus) => conditions[0];

/** Not among `kinds`: nothing of it is stored. */
export const componentStatusKind = defineKind<ComponentStatus>({
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  shortNames: ['cs'],
  namespaced: false,
  storagePrefix: '',
  verbs: ['get', 'list'],
  deprecated: 'v1 ComponentStatus is deprecated in v1.19+',
  columns: [
    nameColumn,
    textColumn('Status', 'Whether it is well.', (one) => (firstOf(one)?.status === 'True' ? 'Healthy' : 'Unhealthy')),
    textColumn('Message', 'What it said of itself.', (one) => firstOf(one)?.message ?? ''),
    textColumn('Error', 'Why it could not be asked.', (one) => firstOf(one)?.error ?? ''),
  ],
});
