import type { CommandDefinition } from './command';
import { apply } from './commands/apply';
import { deleteObjects } from './commands/delete';
import { later } from './later';

export const printing = 'output,o= template= allow-missing-template-keys show-managed-fields';
export const files = 'filename,f= kustomize,k= recursive,R';
export const writing = `${printing} dry-run=?unchanged field-manager=`;
export const validating = 'validate=?strict';
export const selecting = 'selector,l= all';

export const applyCommand: CommandDefinition = {
  name: 'apply',
  usage: '(-f FILENAME | -k DIRECTORY)',
  does: 'Apply a configuration to a resource by file name or stdin',
  flags: `${files} ${writing} ${validating} ${selecting} cascade=?background force force-conflicts grace-period=
    openapi-patch overwrite prune prune-allowlist= server-side subresource= timeout= wait`,
  run: apply,
  children: [
    {
      name: 'edit-last-applied',
      does: 'Edit latest last-applied-configuration annotations of a resource/object',
      flags: `${files} ${printing} field-manager= ${validating} windows-line-endings`,
      run: later('editLastApplied'),
    },
    {
      name: 'set-last-applied',
      does: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
      flags: `filename,f= ${printing} create-annotation dry-run=?unchanged`,
      run: later('setLastApplied'),
    },
    {
      name: 'view-last-applied',
      does: 'View the latest last-applied-configuration annotations of a resource or file',
      flags: `${files} ${selecting} output,o=`,
      run: later('viewLastApplied'),
    },
  ],
};

export const deleteCommand: CommandDefinition = {
  name: 'delete',
  does: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  flags: `${files} ${selecting} field-selector= output,o= all-namespaces,A cascade=?background dry-run=?unchanged force grace-period=
    ignore-not-found interactive,i now raw= timeout= wait`,
  run: deleteObjects,
};

/** What the page does from its first second. */
let root: CommandDefinition = {
  name: 'kubectl',
  does: 'kubectl controls the Kubernetes cluster manager',
  children: [applyCommand, deleteCommand],
};

/** All commands that there are: few, until those that are typed have come in their chunk (`further.ts`). */
export const rootCommand = (): CommandDefinition => root;

export function offerTree(tree: CommandDefinition): void {
  root = tree;
}
