import { createdColumn } from '../column';
import { defineKind, nameColumn } from '../kind';
import { laterRules } from '../later';
import { mapShared, withDefaults, withField } from '../strategy';
import type { KubeObject } from '../../apimachinery';
import type { ResourceList } from '../reference';

export interface LimitRange extends KubeObject {
  readonly spec: LimitRangeSpec;
}

export interface LimitRangeSpec {
  readonly limits: readonly LimitRangeItem[] | null;
}

export interface LimitRangeItem {
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly max?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
  readonly min?: ResourceList;
  readonly type: string;
}

export const limitRangeKind = defineKind<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  namespaced: true,
  storagePrefix: '/registry/limitranges',
  defaults: (range) =>
    withField(
      range,
      'spec',
      withField(range.spec, 'limits', range.spec.limits && mapShared(range.spec.limits, defaultItem)),
    ),
  prepareForCreate: withName,
  ...laterRules<LimitRange>('LimitRange'),
  columns: [nameColumn, createdColumn],
});

/** Who gives no name gets its own identity for one. */
function withName(range: LimitRange): LimitRange {
  return range.metadata.name ? range : { ...range, metadata: { ...range.metadata, name: range.metadata.uid! } };
}

const none: ResourceList = {};

/** Of containers: what may be used at most is what they get, and what they get is what they ask for. */
function defaultItem(item: LimitRangeItem): LimitRangeItem {
  if (item.type !== 'Container') return item;
  const given = withDefaults<ResourceList>(item.default ?? none, item.max ?? none);
  const asked = withDefaults<ResourceList>(withDefaults(item.defaultRequest ?? none, given), item.min ?? none);
  const named = (list: ResourceList) => (Object.keys(list).length > 0 ? list : undefined);
  return withField(withField(item, 'default', named(given)), 'defaultRequest', named(asked));
}
