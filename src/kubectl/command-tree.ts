import type { CommandDefinition } from './command';
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

const setting = `${files} ${writing} ${selecting} local`;

const setGroup: CommandDefinition = {
  name: 'set',
  does: 'Set specific features on objects',
  long: 'Configure application resources.\n\n These commands help you make changes to existing application resources.',
  children: [
    {
      name: 'env',
      does: 'Update environment variables on a pod template',
      flags: `${setting} env,e= from= list keys= prefix= resolve overwrite containers,c=`,
      run: later('set.setEnvironment'),
    },
    { name: 'image', does: 'Update the image of a pod template', flags: setting, run: later('set.setImage') },
    {
      name: 'resources',
      does: 'Update resource requests/limits on objects with pod templates',
      flags: `${setting} limits= requests= containers,c=`,
      run: later('set.setResources'),
    },
    {
      name: 'selector',
      does: 'Set the selector on a resource',
      flags: `${setting} resource-version=`,
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
      flags: `${setting} group= serviceaccount= user=`,
      run: later('set.setSubject'),
    },
  ],
};

const configGroup: CommandDefinition = {
  name: 'config',
  does: 'Modify kubeconfig files',
  children: [
    { name: 'current-context', does: 'Display the current-context', run: later('config.currentContext') },
    {
      name: 'delete-cluster',
      does: 'Delete the specified cluster from the kubeconfig',
      usage: 'NAME',
      run: later('config.deleteCluster'),
    },
    {
      name: 'delete-context',
      usage: 'NAME',
      does: 'Delete the specified context from the kubeconfig',
      run: later('config.deleteContext'),
    },
    {
      name: 'delete-user',
      does: 'Delete the specified user from the kubeconfig',
      usage: 'NAME',
      run: later('config.deleteUser'),
    },
    {
      name: 'rename-context',
      usage: 'CONTEXT_NAME NEW_NAME',
      does: 'Rename a context from the kubeconfig file',
      run: later('config.renameContext'),
    },
    {
      name: 'get-clusters',
      does: 'Display clusters defined in the kubeconfig',
      run: later('config.listing.cluster'),
    },
    {
      name: 'get-contexts',
      does: 'Describe one or many contexts',
      flags: 'output,o= no-headers',
      run: later('config.getContexts'),
    },
    { name: 'get-users', does: 'Display users defined in the kubeconfig', run: later('config.listing.user') },
    {
      name: 'set',
      does: 'Set an individual value in a kubeconfig file',
      usage: 'PROPERTY_NAME PROPERTY_VALUE',
      flags: 'set-raw-bytes',
      run: later('config.set'),
    },
    {
      name: 'set-cluster',
      does: 'Set a cluster entry in kubeconfig',
      usage: 'NAME',
      flags: 'embed-certs proxy-url=',
      run: later('config.setCluster'),
    },
    {
      name: 'set-context',
      usage: '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
      does: 'Set a context entry in kubeconfig',
      flags: 'current',
      run: later('config.setContext'),
    },
    {
      name: 'set-credentials',
      does: 'Set a user entry in kubeconfig',
      usage: 'NAME',
      flags: 'embed-certs username= password=',
      run: later('config.setCredentials'),
    },
    {
      name: 'unset',
      does: 'Unset an individual value in a kubeconfig file',
      usage: 'PROPERTY_NAME',
      run: later('config.unset'),
    },
    {
      name: 'use-context',
      usage: 'CONTEXT_NAME',
      aliases: ['use'],
      does: 'Set the current-context in a kubeconfig file',
      run: later('config.useContext'),
    },
    {
      name: 'view',
      does: 'Display merged kubeconfig settings or a specified kubeconfig file',
      flags: `${printing} minify raw flatten merge`,
      run: later('config.view'),
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

const topFlags = 'all-namespaces,A containers field-selector= no-headers selector,l= sort-by= sum show-capacity';
const topGroup: CommandDefinition = {
  name: 'top',
  does: 'Display resource (CPU/memory) usage',
  children: [
    {
      name: 'node',
      aliases: ['nodes', 'no'],
      does: 'Display resource (CPU/memory) usage of nodes',
      flags: topFlags,
      run: later('top'),
    },
    {
      name: 'pod',
      aliases: ['pods', 'po'],
      does: 'Display resource (CPU/memory) usage of pods',
      flags: topFlags,
      run: later('top'),
    },
  ],
};

const streaming = 'container,c= stdin,i tty,t quiet,q filename,f= pod-running-timeout=';

/** All commands, in the order in which kubectl has them. */
export const commandTree: CommandDefinition = {
  name: 'kubectl',
  does: 'kubectl controls the Kubernetes cluster manager',
  children: [
    {
      name: 'create',
      does: 'Create a resource from a file or from stdin',
      flags: `${files} ${writing} ${validating} save-config edit windows-line-endings raw=`,
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
      flags: `${writing} image= restart= env= labels,l= port= command expose rm stdin,i tty,t attach overrides= override-type=
        image-pull-policy= annotations= privileged quiet,q leave-stdin-open pod-running-timeout= save-config`,
      run: later('run'),
    },
    setGroup,
    {
      name: 'get',
      does: 'Display one or many resources',
      flags: `${files} ${printing} ${selecting} all-namespaces,A watch,w watch-only output-watch-events chunk-size=
        ignore-not-found label-columns,L= no-headers raw= server-print show-kind show-labels sort-by= subresource=`,
      run: later('get'),
    },
    deleteCommand,
    rolloutGroup,
    {
      name: 'describe',
      does: 'Show details of a specific resource or group of resources',
      flags: `${files} ${selecting} all-namespaces,A chunk-size= show-events`,
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
        selector,l= limit-bytes= max-log-requests= ignore-errors pod-running-timeout=`,
      run: later('logs'),
    },
    { name: 'attach', does: 'Attach to a running container', flags: streaming, run: later('attach') },
    { name: 'exec', does: 'Execute a command in a container', flags: streaming, run: later('exec') },
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
      flags: `${streaming} image= target= copy-to= share-processes profile= attach same-node replace env= set-image= custom=
        arguments-only image-pull-policy= keep-annotations keep-init-containers keep-labels keep-liveness keep-readiness keep-startup`,
      run: later('debug'),
    },
    {
      name: 'proxy',
      does: 'Run a proxy to the Kubernetes API server',
      flags: 'port,p= address=',
      run: later('proxy'),
    },
    {
      name: 'kustomize',
      does: 'Build a kustomization target from a directory or URL',
      run: later('kustomize'),
    },
    {
      name: 'diff',
      does: 'Diff the live version against a would-be applied version',
      flags: `${files} ${validating} ${selecting} concurrency= field-manager= force-conflicts prune prune-allowlist=
        server-side show-managed-fields`,
      run: later('diff'),
    },
    {
      name: 'label',
      does: 'Update the labels on a resource',
      flags: `${files} ${writing} ${selecting} all-namespaces,A list local overwrite resource-version=`,
      run: later('label'),
    },
    {
      name: 'annotate',
      does: 'Update the annotations on a resource',
      flags: `${files} ${writing} ${selecting} all-namespaces,A list local overwrite resource-version=`,
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
      flags: `${files} ${writing} ${validating} selector,l= subresource= output-patch save-config windows-line-endings`,
      run: later('edit'),
    },
    {
      name: 'wait',
      does: 'Wait for a specific condition on one or many resources',
      flags: `${files} ${printing} ${selecting} all-namespaces,A for= local timeout=`,
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
      flags:
        'api-group= cached categories= namespaced no-headers output,o= sort-by= verbs= show-managed-fields template=',
      run: later('apiResources'),
    },
    {
      name: 'api-versions',
      does: 'Print the supported API versions on the server, in the form of "group/version"',
      run: later('apiVersions'),
    },
    { name: 'alpha', does: 'Commands for features in alpha', run: later('alpha') },
    configGroup,
    {
      name: 'plugin',
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
