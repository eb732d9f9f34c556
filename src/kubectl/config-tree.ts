import type { CommandDefinition } from './command';
import { printing } from './command-root';
import { later } from './later';

/** `kubectl config` and what is below it. */
export const configGroup: CommandDefinition = {
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
      flags: `embed-certs auth-provider= auth-provider-arg= exec-api-version= exec-arg= exec-command= exec-env= exec-interactive-mode=
        exec-provide-cluster-info`,
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
