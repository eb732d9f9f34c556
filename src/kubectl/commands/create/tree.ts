import type { CommandDefinition } from '../../command';
import { later } from '../../later';

const every = `output,o= template= allow-missing-template-keys show-managed-fields dry-run=?unchanged field-manager=
  validate=?strict save-config`;

/** @param made its name in `generators.ts` */
function making(name: string, made: string, flags: string, does: string, aliases: readonly string[] = []) {
  const usage = 'NAME';
  return { name, aliases, does, usage, flags: `${flags} ${every}`, run: later(`create.${made}`) };
}

const sources = 'from-literal= from-file= from-env-file= append-hash';

const secrets: readonly CommandDefinition[] = [
  making(
    'docker-registry',
    'registrySecret',
    'docker-username= docker-password= docker-email= docker-server= from-file= append-hash',
    'Create a secret for use with a Docker registry',
  ),
  making(
    'generic',
    'genericSecret',
    `type= ${sources}`,
    'Create a secret from a local file, directory, or literal value',
  ),
  making('tls', 'tlsSecret', 'cert= key= append-hash', 'Create a TLS secret'),
];

const services: readonly CommandDefinition[] = [
  making('clusterip', 'clusterIpService', 'tcp= clusterip=', 'Create a ClusterIP service'),
  making('externalname', 'externalNameService', 'tcp= external-name=', 'Create an ExternalName service'),
  making('loadbalancer', 'loadBalancerService', 'tcp=', 'Create a LoadBalancer service'),
  making('nodeport', 'nodePortService', 'tcp= node-port=', 'Create a NodePort service'),
];

const subjects = 'user= group= serviceaccount=';

/** What `kubectl create` makes from flags alone. */
export const generatorCommands: readonly CommandDefinition[] = [
  making('namespace', 'namespace', '', 'Create a namespace with the specified name', ['ns']),
  making('quota', 'quota', 'hard= scopes=', 'Create a quota with the specified name', ['resourcequota']),
  {
    name: 'secret',
    does: 'Create a secret using a specified subcommand',
    long: 'Create a secret with specified type.\n\n A docker-registry type secret is for accessing a container registry.\n\n A generic type secret indicate an Opaque secret type.\n\n A tls type secret holds TLS certificate and its associated key.',
    usage: '(docker-registry | generic | tls)',
    children: secrets,
  },
  making('configmap', 'configMap', sources, 'Create a config map from a local file, directory or literal value', [
    'cm',
  ]),
  making('serviceaccount', 'serviceAccount', '', 'Create a service account with the specified name', ['sa']),
  {
    name: 'service',
    aliases: ['svc'],
    does: 'Create a service using a specified subcommand',
    usage: '[flags]',
    children: services,
  },
  making('deployment', 'deployment', 'image= port= replicas,r=', 'Create a deployment with the specified name', [
    'deploy',
  ]),
  making(
    'clusterrole',
    'clusterRole',
    'verb= resource= resource-name= non-resource-url= aggregation-rule=',
    'Create a cluster role',
  ),
  making(
    'clusterrolebinding',
    'clusterRoleBinding',
    `clusterrole= ${subjects}`,
    'Create a cluster role binding for a particular cluster role',
  ),
  making('role', 'role', 'verb= resource= resource-name=', 'Create a role with single rule'),
  making(
    'rolebinding',
    'roleBinding',
    `clusterrole= role= ${subjects}`,
    'Create a role binding for a particular role or cluster role',
  ),
  making(
    'poddisruptionbudget',
    'podDisruptionBudget',
    'min-available= max-unavailable= selector=',
    'Create a pod disruption budget with the specified name',
    ['pdb'],
  ),
  making(
    'priorityclass',
    'priorityClass',
    'value= global-default description= preemption-policy=',
    'Create a priority class with the specified name',
    ['pc'],
  ),
  making('job', 'job', 'image= from=', 'Create a job with the specified name'),
  making('cronjob', 'cronJob', 'image= schedule= restart=', 'Create a cron job with the specified name', ['cj']),
  {
    name: 'token',
    usage: 'SERVICE_ACCOUNT_NAME',
    does: 'Request a service account token',
    flags:
      'duration= audience= output,o= template= allow-missing-template-keys show-managed-fields bound-object-kind= bound-object-name= bound-object-uid=',
    run: later('create.token'),
  },
  making(
    'ingress',
    'ingress',
    'class= rule= default-backend= annotation=',
    'Create an ingress with the specified name',
    ['ing'],
  ),
];
