import type { CommandDefinition } from './command';
import { configGroup } from './config-tree';
import { later } from './later';
import { applyCommand, deleteCommand, files, printing, selecting, validating, writing } from './command-root';
import { generatorCommands } from './commands/create/tree';

const rolling = `${files} ${printing} field-manager= selector,l=`;

const rolloutGroup: CommandDefinition = {
  name: 'rollout',
  does: 'Manage the rollout of a resource',
  helpOn: 'stdout',
  long: 'Manage the rollout of one or many resources.\n\n Valid resource types include:\n\n  *  deployments\n  *  daemonsets\n  *  statefulsets',
  examples: `  # Rollback to the previous deployment
  kubectl rollout undo deployment/abc

  # Check the rollout status of a daemonset
  kubectl rollout status daemonset/foo

  # Restart a deployment
  kubectl rollout restart deployment/abc

  # Restart deployments with the 'app=nginx' label
  kubectl rollout restart deployment --selector=app=nginx`,
  children: [
    {
      name: 'history',
      does: 'View rollout history',
      flags: `${files} ${printing} revision= selector,l=`,
      run: later('rollout.history'),
    },
    { name: 'pause', does: 'Mark the provided resource as paused', flags: rolling, run: later('rollout.pause') },
    { name: 'restart', does: 'Restart a resource', flags: rolling, run: later('rollout.restart') },
    { name: 'resume', does: 'Resume a paused resource', flags: rolling, run: later('rollout.resume') },
    {
      name: 'status',
      does: 'Show the status of the rollout',
      flags: `${files} watch,w timeout= revision= selector,l=`,
      run: later('rollout.status'),
    },
    {
      name: 'undo',
      does: 'Undo a previous rollout',
      flags: `${files} ${printing} dry-run=?unchanged selector,l= to-revision=`,
      run: later('rollout.undo'),
    },
  ],
};

const setting = `${files} ${writing} all local`;
const settingMany = `${setting} selector,l=`;

const setGroup: CommandDefinition = {
  name: 'set',
  does: 'Set specific features on objects',
  long: 'Configure application resources.\n\n These commands help you make changes to existing application resources.',
  children: [
    {
      name: 'env',
      does: 'Update environment variables on a pod template',
      flags: `${settingMany} env,e= from= list keys= prefix= resolve overwrite containers,c=`,
      run: later('set.setEnvironment'),
    },
    { name: 'image', does: 'Update the image of a pod template', flags: settingMany, run: later('set.setImage') },
    {
      name: 'resources',
      does: 'Update resource requests/limits on objects with pod templates',
      flags: `${settingMany} limits= requests= containers,c=`,
      run: later('set.setResources'),
    },
    {
      name: 'selector',
      does: 'Set the selector on a resource',
      flags: `filename,f= recursive,R ${writing} all local resource-version=`,
      run: later('set.setSelector'),
    },
    {
      name: 'serviceaccount',
      aliases: ['sa'],
      does: 'Update the service account of a resource',
      flags: setting,
      run: later('set.setServiceAccount'),
    },
    {
      name: 'subject',
      does: 'Update the user, group, or service account in a role binding or cluster role binding',
      flags: `${settingMany} group= serviceaccount= user=`,
      run: later('set.setSubject'),
    },
  ],
};

const authGroup: CommandDefinition = {
  name: 'auth',
  does: 'Inspect authorization',
  children: [
    {
      name: 'can-i',
      does: 'Check whether an action is allowed',
      flags: 'all-namespaces,A list no-headers quiet,q subresource=',
      run: later('canI'),
    },
    {
      name: 'reconcile',
      does: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
      usage: '-f FILENAME',
      flags: `${files} ${printing} dry-run=?unchanged remove-extra-permissions remove-extra-subjects`,
      run: later('reconcile'),
    },
    { name: 'whoami', does: 'Experimental: Check self subject attributes', flags: printing, run: later('whoAmI') },
  ],
};

const certificateGroup: CommandDefinition = {
  name: 'certificate',
  does: 'Modify certificate resources',
  helpOn: 'stdout',
  helpIsEnough: true,
  children: [
    {
      name: 'approve',
      does: 'Approve a certificate signing request',
      flags: `${files} ${printing} force`,
      run: later('approve'),
    },
    {
      name: 'deny',
      does: 'Deny a certificate signing request',
      flags: `${files} ${printing} force`,
      run: later('deny'),
    },
  ],
};

const topFlags = 'no-headers selector,l= show-swap sort-by= use-protocol-buffers';
const topGroup: CommandDefinition = {
  name: 'top',
  usage: '[flags]',
  does: 'Display resource (CPU/memory) usage',
  children: [
    {
      name: 'node',
      aliases: ['nodes', 'no'],
      does: 'Display resource (CPU/memory) usage of nodes',
      flags: `${topFlags} show-capacity`,
      run: later('top'),
    },
    {
      name: 'pod',
      aliases: ['pods', 'po'],
      does: 'Display resource (CPU/memory) usage of pods',
      flags: `${topFlags} all-namespaces,A containers field-selector= sum`,
      run: later('top'),
    },
  ],
};

const streaming = 'container,c= stdin,i tty,t quiet,q';

/** All commands, in the order in which kubectl has them. */
export const commandTree: CommandDefinition = {
  name: 'kubectl',
  does: 'kubectl controls the Kubernetes cluster manager',
  children: [
    {
      name: 'create',
      does: 'Create a resource from a file or from stdin',
      flags: `${files} ${writing} ${validating} save-config edit windows-line-endings raw= selector,l=`,
      run: later('createFiles'),
      children: generatorCommands,
    },
    {
      name: 'expose',
      does: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
      flags: `${files} ${writing} port= target-port= protocol= name= type= selector= labels,l= external-ip= cluster-ip=
        load-balancer-ip= session-affinity= overrides= override-type= save-config`,
      run: later('expose'),
    },
    {
      name: 'run',
      does: 'Run a particular image on the cluster',
      usage: 'NAME --image=image',
      flags: `${files} ${writing} image= restart= env= labels,l= port= command expose rm stdin,i tty,t attach overrides= override-type=
        image-pull-policy= annotations= privileged quiet,q leave-stdin-open pod-running-timeout= save-config cascade=?background force grace-period= timeout= wait`,
      run: later('run'),
    },
    setGroup,
    {
      name: 'get',
      does: 'Display one or many resources',
      flags: `${files} ${printing} selector,l= field-selector= all-namespaces,A watch,w watch-only output-watch-events chunk-size=
        ignore-not-found label-columns,L= no-headers raw= server-print show-kind show-labels sort-by= subresource=`,
      run: later('get'),
    },
    deleteCommand,
    rolloutGroup,
    {
      name: 'describe',
      does: 'Show details of a specific resource or group of resources',
      flags: `${files} selector,l= all-namespaces,A chunk-size= show-events`,
      run: later('describe'),
    },
    {
      name: 'scale',
      does: 'Set a new size for a deployment, replica set, or replication controller',
      flags: `${files} ${printing} ${selecting} dry-run=?unchanged replicas= current-replicas= resource-version= timeout=`,
      run: later('scale'),
    },
    {
      name: 'autoscale',
      does: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
      flags: `${files} ${writing} cpu= cpu-percent= memory= max= min= name= save-config`,
      run: later('autoscale'),
    },
    certificateGroup,
    topGroup,
    {
      name: 'cordon',
      does: 'Mark node as unschedulable',
      flags: 'dry-run=?unchanged selector,l=',
      run: later('cordon'),
    },
    {
      name: 'uncordon',
      does: 'Mark node as schedulable',
      flags: 'dry-run=?unchanged selector,l=',
      run: later('uncordon'),
    },
    {
      name: 'drain',
      does: 'Drain node in preparation for maintenance',
      flags: `chunk-size= delete-emptydir-data disable-eviction dry-run=?unchanged force grace-period=
        ignore-daemonsets pod-selector= selector,l= skip-wait-for-delete-timeout= timeout=`,
      run: later('drain'),
    },
    {
      name: 'taint',
      does: 'Update the taints on one or more nodes',
      flags: `${writing} all overwrite selector,l= validate=?strict`,
      run: later('taint'),
    },
    {
      name: 'logs',
      does: 'Print the logs for a container in a pod',
      usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
      flags: `all-containers all-pods container,c= follow,f previous,p tail= since= since-time= timestamps prefix
        selector,l= limit-bytes= max-log-requests= ignore-errors pod-running-timeout= insecure-skip-tls-verify-backend`,
      run: later('logs'),
    },
    {
      name: 'attach',
      does: 'Attach to a running container',
      flags: `${streaming} pod-running-timeout=`,
      run: later('attach'),
    },
    {
      name: 'exec',
      does: 'Execute a command in a container',
      flags: `${streaming} filename,f= pod-running-timeout=`,
      run: later('exec'),
    },
    {
      name: 'port-forward',
      does: 'Forward one or more local ports to a pod',
      flags: 'address= pod-running-timeout=',
      run: later('portForward'),
    },
    {
      name: 'cp',
      does: 'Copy files and directories to and from containers',
      flags: 'container,c= no-preserve retries=',
      run: later('copy'),
    },
    authGroup,
    {
      name: 'events',
      does: 'List events',
      flags: `${printing} all-namespaces,A chunk-size= for= no-headers types= watch,w`,
      run: later('events'),
    },
    { ...applyCommand, run: later('applyFurther') },
    {
      name: 'explain',
      does: 'Get documentation for a resource',
      usage:
        'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
      flags: 'api-version= output,o= recursive',
      run: later('explain'),
    },
    {
      name: 'debug',
      does: 'Create debugging sessions for troubleshooting workloads and nodes',
      flags: `${streaming} filename,f= image= target= copy-to= share-processes profile= attach same-node replace env= set-image= custom=
        arguments-only image-pull-policy= keep-annotations keep-init-containers keep-labels keep-liveness keep-readiness keep-startup`,
      run: later('debug'),
    },
    {
      name: 'proxy',
      does: 'Run a proxy to the Kubernetes API server',
      flags: `port,p= address= accept-hosts= accept-paths= api-prefix= append-server-path disable-filter keepalive= reject-methods=
        reject-paths= unix-socket,u= www,w= www-prefix,P=`,
      run: later('proxy'),
    },
    {
      name: 'kustomize',
      does: 'Build a kustomization target from a directory or URL',
      flags: `as-current-user enable-alpha-plugins enable-helm env,e= helm-api-versions= helm-command= helm-debug helm-kube-version=
        load-restrictor= mount= network network-name= output,o=`,
      run: later('kustomize'),
    },
    {
      name: 'diff',
      does: 'Diff the live version against a would-be applied version',
      flags: `${files} selector,l= concurrency= field-manager= force-conflicts prune prune-allowlist=
        server-side show-managed-fields`,
      run: later('diff'),
    },
    {
      name: 'label',
      does: 'Update the labels on a resource',
      flags: `${files} ${writing} ${selecting} field-selector= all-namespaces,A list local overwrite resource-version=`,
      run: later('label'),
    },
    {
      name: 'annotate',
      does: 'Update the annotations on a resource',
      flags: `${files} ${writing} ${selecting} field-selector= all-namespaces,A list local overwrite resource-version=`,
      run: later('annotate'),
    },
    {
      name: 'patch',
      does: 'Update fields of a resource',
      flags: `${files} ${writing} local patch,p= patch-file= subresource= type=`,
      run: later('patch'),
    },
    {
      name: 'replace',
      does: 'Replace a resource by file name or stdin',
      flags: `${files} ${writing} ${validating} cascade=?background force grace-period= raw= save-config subresource= timeout= wait`,
      run: later('replace'),
    },
    {
      name: 'edit',
      does: 'Edit a resource on the server',
      flags: `${files} ${printing} field-manager= ${validating} subresource= output-patch save-config windows-line-endings`,
      run: later('edit'),
    },
    {
      name: 'wait',
      does: 'Wait for a specific condition on one or many resources',
      flags: `filename,f= recursive,R ${printing} ${selecting} field-selector= all-namespaces,A for= local timeout=`,
      run: later('wait'),
    },
    {
      name: 'completion',
      does: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
      run: later('completion'),
    },
    {
      name: 'api-resources',
      does: 'Print the supported API resources on the server',
      flags: 'api-group= cached categories= namespaced no-headers output,o= sort-by= verbs= show-managed-fields',
      run: later('apiResources'),
    },
    {
      name: 'api-versions',
      does: 'Print the supported API versions on the server, in the form of "group/version"',
      run: later('apiVersions'),
    },
    {
      name: 'alpha',
      does: 'Commands for features in alpha',
      flags: 'section= command= name= option= prependarg= appendarg= overwrite output,o=',
      run: later('alpha'),
    },
    configGroup,
    {
      name: 'plugin',
      usage: '[flags]',
      does: 'Provides utilities for interacting with plugins',
      children: [
        {
          name: 'list',
          does: "List all visible plugin executables on a user's PATH",
          flags: 'name-only',
          run: later('listPlugins'),
        },
      ],
    },
    {
      name: 'cluster-info',
      does: 'Display cluster information',
      run: later('clusterInfo'),
      children: [
        {
          name: 'dump',
          does: 'Dump relevant information for debugging and diagnosis',
          flags: `${printing} all-namespaces,A namespaces= output-directory= pod-running-timeout=`,
          run: later('dumpCluster'),
        },
      ],
    },
    { name: 'help', does: 'Help about any command', run: later('help') },
    { name: 'options', does: 'Print the list of flags inherited by all commands', run: later('options') },
    {
      name: 'version',
      does: 'Print the client and server version information',
      flags: 'client output,o=',
      run: later('version'),
    },
  ],
};
