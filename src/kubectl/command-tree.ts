import type { CommandDefinition } from './command';
import { apply } from './commands/apply';
import { annotate, label } from './commands/label';
import { createFiles } from './commands/create-files';
import { generatorCommands } from './commands/create/tree';
import { expose } from './commands/expose';
import { run } from './commands/run';
import { deleteObjects } from './commands/delete';
import { get } from './commands/get';
import { patch } from './commands/patch';
import { restart, status, undo } from './commands/rollout';
import { scale } from './commands/scale';
import { setImage } from './commands/set-image';
import { wait } from './commands/wait';

const printing = 'output,o= template= allow-missing-template-keys show-managed-fields';
const files = 'filename,f= kustomize,k= recursive,R';
const writing = `${printing} dry-run=?unchanged field-manager=`;
const validating = 'validate=?strict';
const selecting = 'selector,l= field-selector= all';

const rolloutCommands: readonly CommandDefinition[] = [
  { name: 'restart', does: 'Restart a resource', flags: `${files} ${writing} selector,l=`, run: restart },
  {
    name: 'status',
    does: 'Show the status of the rollout',
    flags: `${files} watch,w timeout= revision= selector,l=`,
    run: status,
  },
  { name: 'undo', does: 'Undo a previous rollout', flags: `${files} ${writing} to-revision= selector,l=`, run: undo },
];

/** All commands, in the order in which kubectl has them. */
export const commandTree: CommandDefinition = {
  name: 'kubectl',
  does: 'kubectl controls the Kubernetes cluster manager',
  children: [
    {
      name: 'create',
      does: 'Create a resource from a file or from stdin',
      flags: `${files} ${writing} ${validating} save-config edit windows-line-endings raw=`,
      run: createFiles,
      children: generatorCommands,
    },
    {
      name: 'expose',
      does: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
      flags: `${files} ${writing} port= target-port= protocol= name= type= selector= labels,l= external-ip= cluster-ip=
        load-balancer-ip= session-affinity= overrides= override-type= save-config`,
      run: expose,
    },
    {
      name: 'run',
      does: 'Run a particular image on the cluster',
      usage: 'NAME --image=image',
      flags: `${writing} image= restart= env= labels,l= port= command expose rm stdin,i tty,t attach overrides=
        image-pull-policy= annotations= privileged quiet,q leave-stdin-open pod-running-timeout= save-config`,
      run,
    },
    { name: 'set', does: 'Set specific features on objects', children: [
      { name: 'image', does: 'Update the image of a pod template', flags: `${files} ${writing} ${selecting} local`, run: setImage },
    ] },
    {
      name: 'get',
      does: 'Display one or many resources',
      flags: `${files} ${printing} ${selecting} all-namespaces,A watch,w watch-only output-watch-events chunk-size=
        ignore-not-found label-columns,L= no-headers raw= server-print show-kind show-labels sort-by= subresource=`,
      run: get,
    },
    {
      name: 'delete',
      does: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
      flags: `${files} ${selecting} output,o= all-namespaces,A cascade=?background dry-run=?unchanged force grace-period=
        ignore-not-found interactive,i now raw= timeout= wait`,
      run: deleteObjects,
    },
    { name: 'rollout', does: 'Manage the rollout of a resource', children: rolloutCommands, helpOn: 'stdout' },
    {
      name: 'scale',
      does: 'Set a new size for a deployment, replica set, or replication controller',
      flags: `${files} ${printing} ${selecting} dry-run=?unchanged replicas= current-replicas= resource-version= timeout=`,
      run: scale,
    },
    {
      name: 'apply',
      does: 'Apply a configuration to a resource by file name or stdin',
      flags: `${files} ${writing} ${validating} ${selecting} cascade=?background force force-conflicts grace-period=
        openapi-patch overwrite prune prune-allowlist= server-side timeout= wait`,
      run: apply,
    },
    {
      name: 'label',
      does: 'Update the labels on a resource',
      flags: `${files} ${writing} ${selecting} all-namespaces,A list local overwrite resource-version=`,
      run: label,
    },
    {
      name: 'annotate',
      does: 'Update the annotations on a resource',
      flags: `${files} ${writing} ${selecting} all-namespaces,A list local overwrite resource-version=`,
      run: annotate,
    },
    {
      name: 'patch',
      does: 'Update fields of a resource',
      flags: `${files} ${writing} local patch,p= patch-file= subresource= type=`,
      run: patch,
    },
    {
      name: 'wait',
      does: 'Wait for a specific condition on one or many resources',
      flags: `${files} ${printing} ${selecting} all-namespaces,A for= local timeout=`,
      run: wait,
    },
  ],
};
