import { CLIENT_COMMANDS } from './runtime/client-commands';
import { NETWORK_COMMANDS } from './runtime/network-commands';
import { offerShellCommands } from './runtime/shell-commands';
import { offerShell } from './runtime/shell-door';
import { shellPrograms } from './runtime/shell-programs';
import { TEXT_COMMANDS } from './runtime/text-commands';

// The shell and the commands that containers run: loaded when the cluster has come up, before anybody's manifest can name them.
offerShell(shellPrograms);
offerShellCommands({ ...NETWORK_COMMANDS, ...CLIENT_COMMANDS, ...TEXT_COMMANDS });
