import { CLIENT_COMMANDS } from './runtime/client-commands';
import { NETWORK_COMMANDS } from './runtime/network-commands';
import { offerShellCommands } from './runtime/shell-commands';
import { TEXT_COMMANDS } from './runtime/text-commands';

// Commands that containers run: loaded when the cluster has come up, before anybody's manifest can name them.
offerShellCommands({ ...NETWORK_COMMANDS, ...CLIENT_COMMANDS, ...TEXT_COMMANDS });
