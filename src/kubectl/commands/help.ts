import type { Process } from '../../simulation';
import { defaultOf } from '../help-defaults';
import { helpText } from '../help-text';
import type { CommandDefinition } from '../command';
import { globalFlags } from '../command-line';
import { rootCommand } from '../command-root';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';

const globalTexts: Readonly<Record<string, string>> = {
  namespace: 'The namespace that the command is about',
  context: 'The context of the kubeconfig to use',
  cluster: 'The cluster of the kubeconfig to use',
  user: 'The user of the kubeconfig to use',
  kubeconfig: 'The file to read instead of the usual one',
  server: 'Where the API server is',
  as: 'Ask as this user, who may be a service account',
  'as-group': 'Ask as one of this group',
  token: 'The bearer token to show to the API server',
  'request-timeout': 'How long one request may take; zero is without end',
  v: 'How much to log of what is done',
  help: 'Tell about the command',
};

/** `kubectl options`: what every command takes. */
export function* options(invocation: Invocation): Process<void> {
  const flags = flagTable(globalFlags).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const texts = flags.map((flag) => {
    const { name, short } = flag;
    const shown = `    ${short && short !== name ? `-${short}, ` : ''}--${name}=${defaultOf(flag, '')}:`;
    return globalTexts[name] === undefined ? shown : `${shown}\n\t${globalTexts[name]}`;
  });
  invocation.print(['The following options can be passed to any command:', ...texts].join('\n\n'));
}

/** `kubectl help`, `kubectl help rollout undo`. */
export function* help(invocation: Invocation): Process<void> {
  let command: CommandDefinition = rootCommand();
  const path: string[] = [];
  for (const word of invocation.words) {
    const child = command.children?.find(({ name, aliases }) => name === word || aliases?.includes(word));
    if (!child) {
      if (path.length > 0) break;
      invocation.say(`Unknown help topic [${invocation.words.map((one) => `\`${one}\``).join(' ')}]`);
      invocation.say(`\n\n${helpText(rootCommand(), []).replace(/^[^]*?\n\n(?=Basic)/, '')}`);
      return;
    }
    command = child;
    path.push(child.name);
  }
  invocation.print(helpText(command, path));
}
