/** A controller's memory of what a set's template once was (apps/v1 ControllerRevision). */
import { fieldRequired, isObject, type FieldError, type KubeObject } from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import {
  immutableErrors,
  metadataAgainErrors,
  metadataErrors,
  metadataUpdateErrors,
  nonNegative,
} from '../metadata-validation';

export interface ControllerRevision extends KubeObject {
  /** A patch that brings the owner's template back. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly revision: number;
}

export const controllerRevisionKind = defineKind<ControllerRevision>({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  namespaced: true,
  storagePrefix: '/registry/controllerrevisions',
  validate: (revision) => [...metadataErrors(revision, true), ...contentErrors(revision)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...metadataAgainErrors(next, previous),
    ...nonNegative(next.revision, 'revision'),
    ...immutableErrors(next.data, previous.data, 'data'),
  ],
  columns: [
    nameColumn,
    textColumn('Controller', 'Whose memory it is.', controllerText),
    textColumn('Revision', 'Which one it is, counted by its controller.', ({ revision }) => revision),
    ageColumn,
  ],
});

function dataErrors(data: unknown): readonly FieldError[] {
  if (data === undefined) return [fieldRequired('data', 'data is mandatory')];
  return isObject(data) ? [] : [fieldRequired('data', 'data must be a valid JSON object')];
}

const contentErrors = ({ data, revision }: ControllerRevision): readonly FieldError[] => [
  ...nonNegative(revision, 'revision'),
  ...dataErrors(data),
];

function controllerText({ metadata: { ownerReferences } }: ControllerRevision): string {
  const owner = ownerReferences?.find(({ controller }) => controller === true);
  if (!owner) return '<none>';
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}
