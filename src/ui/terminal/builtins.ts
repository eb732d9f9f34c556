import type { Printed } from './shell-job';

/** What the shell's own commands look at. */
export interface BuiltinWorld {
  files(): Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  readonly variables: Map<string, string>;
  readonly help: string;
}

const fine = (text: string): Printed => ({ text, code: 0 });
const bad = (text: string, code = 1): Printed => ({ text: `${text}\n`, code });

type Builtin = (words: readonly string[], world: BuiltinWorld) => Printed;

const builtins: Readonly<Record<string, Builtin>> = {
  help: (_, { help }) => fine(help),
  ls: (_, { files }) => fine(`${Object.keys(files()).sort().join('  ')}\n`),
  pwd: () => fine('/home/you\n'),
  whoami: () => fine('you\n'),
  hostname: () => fine('laptop\n'),
  true: () => fine(''),
  false: () => ({ text: '', code: 1 }),
  cd: () => bad('cd: there is one folder here, the editor’s'),
  history: (_, { lines }) => fine(lines.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`).join('')),
  cat: (words, { files }) => {
    const missing = words.find((name) => !name.startsWith('-') && !Object.hasOwn(files(), name));
    if (missing !== undefined) return bad(`cat: ${missing}: No such file or directory`);
    return fine(words.map((name) => files()[name] ?? '').join(''));
  },
  echo: (words) => {
    const noBreak = words[0] === '-n';
    const rest = words[0] === '-n' || words[0] === '-e' ? words.slice(1) : words;
    const text = rest.join(' ');
    return fine((words[0] === '-e' ? unescaped(text) : text) + (noBreak ? '' : '\n'));
  },
  printf: ([format = '', ...values]) => {
    let at = 0;
    return fine(unescaped(format).replace(/%[sd]/g, () => values[at++] ?? ''));
  },
  export: (words, { variables }) => {
    for (const word of words) {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined) variables.set(name, value ?? '');
    }
    return fine('');
  },
  env: (_, { variables }) => fine([...variables].map(([name, value]) => `${name}=${value}\n`).join('')),
  alias: (words) => (words.length > 0 ? bad('alias: k is the only other name here') : fine("alias k='kubectl'\n")),
  watch: () => bad('watch: use -w, for example kubectl get pods -w'),
  vi: () => bad('The editor is on the left: open the file there.'),
  sudo: () => bad('sudo: nothing here needs it'),
};

for (const name of ['vim', 'nano', 'emacs']) Object.assign(builtins, { [name]: builtins['vi'] });

function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\' };
  return text.replace(/\\([nt\\])/g, (_, letter: string) => letters[letter] ?? letter);
}

export const builtinNames: readonly string[] = ['clear', 'jobs', 'kill', ...Object.keys(builtins)].sort();

/** What a command of the shell itself prints; undefined for what is none. `NAME=value` alone sets a variable. */
export function runBuiltin(words: readonly string[], world: BuiltinWorld): Printed | undefined {
  const [program = '', ...rest] = words;
  if (words.every((word) => /^[A-Za-z_]\w*=/.test(word))) return builtins['export']!(words, world);
  const builtin = Object.hasOwn(builtins, program) ? builtins[program] : undefined;
  return builtin?.(rest, world);
}
