import { offerShell } from './runtime/shell/shell-door';
import { shellPrograms } from './runtime/shell/shell-programs';

// The shell and the commands that containers run: loaded when the cluster has come up, before anybody's manifest can name them.
offerShell(shellPrograms);
