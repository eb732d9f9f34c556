import { clusterRole, clusterRoleBinding, role, roleBinding } from './access';
import {
  configMap,
  genericSecret,
  namespace,
  priorityClass,
  quota,
  registrySecret,
  serviceAccount,
  tlsSecret,
} from './configuration';
import type { CommandDefinition } from '../../command';
import type { Generator } from './generate';
import { generating } from './generate';
import {
  clusterIpService,
  externalNameService,
  ingress,
  loadBalancerService,
  nodePortService,
  podDisruptionBudget,
} from './network';
import { createToken } from './token';
import { cronJob, deployment, job } from './workloads';

const generators: Readonly<Record<string, Generator>> = {
  clusterRole,
  clusterRoleBinding,
  role,
  roleBinding,
  configMap,
  genericSecret,
  namespace,
  priorityClass,
  quota,
  registrySecret,
  serviceAccount,
  tlsSecret,
  clusterIpService,
  externalNameService,
  ingress,
  loadBalancerService,
  nodePortService,
  podDisruptionBudget,
  cronJob,
  deployment,
  job,
};

/** What `tree.ts` leaves for later. */
export const generatorRuns: Readonly<Record<string, NonNullable<CommandDefinition['run']>>> = {
  ...Object.fromEntries(
    Object.entries(generators).map(([name, generator]) => [`create.${name}`, generating(generator)]),
  ),
  'create.token': createToken,
};
