import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'vite';

export interface Import {
  /** As written: `../apimachinery`, `react`. */
  readonly specifier: string;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** `import('…')` or `new URL('…', import.meta.url)`: loaded later, or by somebody else. */
  readonly deferred: boolean;
}

export interface MeasuredFunction {
  readonly line: number;
  readonly lines: number;
}

/** What the house rules look at in one file. */
export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** Functions with a body in braces; `x => x.id` is an expression, not a function one reads. */
  readonly functions: readonly MeasuredFunction[];
  /** Names used and declared nowhere in the file, `Math.random` and the like, `async` and `await`. */
  readonly ambient: readonly { readonly name: string; readonly line: number }[];
  readonly syntaxErrors: readonly string[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Visited {
  readonly node: Node;
  readonly parent: Node | undefined;
  /** The parent's property the node stands in. */
  readonly key: string;
}

/** All files below a folder whose name ends with one of the extensions, sorted, relative to `root`. */
export function filesBelow(root: string, folder: string, extensions: readonly string[]): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && extensions.some((extension) => entry.name.endsWith(extension)))
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1).replaceAll('\\', '/'), entry.name))
    .sort();
}

export function readSourceFile(root: string, path: string): SourceFile {
  return parseSourceFile(path, readFileSync(join(root, path), 'utf8'));
}

export function parseSourceFile(path: string, text: string): SourceFile {
  const { program, module, errors } = parseSync(path, text);
  const visited = [...walk(program as unknown as Node)];
  const lineOf = lineFinder(text);
  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [...staticImportsOf(module), ...deferredImportsOf(visited)],
    hasDefaultExport: visited.some(({ node }) => node.type === 'ExportDefaultDeclaration'),
    functions: visited.filter(({ node }) => isFunctionWithBody(node)).map(({ node }) => measured(node, lineOf)),
    ambient: ambientOf(visited, lineOf),
    syntaxErrors: errors.map((error) => error.message),
  };
}

function* walk(node: Node, parent?: Node, key = ''): Generator<Visited> {
  yield { node, parent, key };
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child, node, name);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The line, from 1, that an offset lies in. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

// ---- imports ------------------------------------------------------------------------------------------------------

function staticImportsOf(module: ReturnType<typeof parseSync>['module']): Import[] {
  const imported = module.staticImports.map((one) => ({
    specifier: one.moduleRequest.value,
    typeOnly: one.entries.length > 0 && one.entries.every((entry) => entry.isType),
    deferred: false,
  }));
  const reExported = module.staticExports.flatMap((one) =>
    one.entries.flatMap((entry) =>
      entry.moduleRequest ? [{ specifier: entry.moduleRequest.value, typeOnly: entry.isType, deferred: false }] : [],
    ),
  );
  return [...imported, ...reExported];
}

function deferredImportsOf(visited: readonly Visited[]): Import[] {
  return visited.flatMap(({ node }) => {
    const specifier = deferredSpecifier(node);
    return specifier === undefined ? [] : [{ specifier, typeOnly: node.type === 'TSImportType', deferred: true }];
  });
}

function deferredSpecifier(node: Node): string | undefined {
  if (node.type === 'ImportExpression' || node.type === 'TSImportType') return literalText(node['source']);
  if (node.type !== 'NewExpression' || nameOf(node['callee']) !== 'URL') return undefined;
  const [first, second] = node['arguments'] as readonly Node[];
  return second?.type === 'MemberExpression' && isNode(second['object']) && second['object'].type === 'MetaProperty'
    ? literalText(first)
    : undefined;
}

function literalText(node: unknown): string | undefined {
  return isNode(node) && typeof node['value'] === 'string' ? node['value'] : undefined;
}

// ---- functions ----------------------------------------------------------------------------------------------------

function isFunctionWithBody(node: Node): boolean {
  const isFunction = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);
  return isFunction && isNode(node['body']) && node['body'].type === 'BlockStatement';
}

function measured(node: Node, lineOf: (offset: number) => number): MeasuredFunction {
  return { line: lineOf(node.start), lines: lineOf(node.end - 1) - lineOf(node.start) + 1 };
}

// ---- the ambient world --------------------------------------------------------------------------------------------

function ambientOf(visited: readonly Visited[], lineOf: (offset: number) => number): SourceFile['ambient'] {
  const declared = declaredNames(visited);
  return visited.flatMap((one) => ambientNames(one, declared).map((name) => ({ name, line: lineOf(one.node.start) })));
}

function ambientNames(one: Visited, declared: ReadonlySet<string>): string[] {
  const { node } = one;
  if (node.type === 'Identifier') return isReference(one) && !declared.has(nameOf(node)) ? [nameOf(node)] : [];
  if (node.type === 'MemberExpression')
    return [`${nameOf(node['object'])}.${nameOf(node['property'])}`, `.${nameOf(node['property'])}`];
  if (node.type === 'AwaitExpression') return ['await'];
  return node['async'] === true ? ['async'] : [];
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : '';
}

/** Positions in which an identifier names a member, a label or a declaration, not something in scope. */
const names: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ['property'],
  Property: ['key'],
  MethodDefinition: ['key'],
  PropertyDefinition: ['key'],
  AccessorProperty: ['key'],
  TSPropertySignature: ['key'],
  TSMethodSignature: ['key'],
  TSAbstractMethodDefinition: ['key'],
  TSAbstractPropertyDefinition: ['key'],
  TSNamedTupleMember: ['label'],
  TSQualifiedName: ['right'],
  TSTypeParameter: ['name'],
  TSInterfaceDeclaration: ['id'],
  TSTypeAliasDeclaration: ['id'],
  ImportSpecifier: ['imported', 'local'],
  ExportSpecifier: ['exported'],
  LabeledStatement: ['label'],
  BreakStatement: ['label'],
  ContinueStatement: ['label'],
  MetaProperty: ['meta', 'property'],
};

function isReference({ parent, key }: Visited): boolean {
  if (!parent || parent['computed'] === true) return true;
  return !names[parent.type]?.includes(key);
}

/** Every name the file declares anywhere: coarse, but a local that shadows a global is then no false alarm. */
function declaredNames(visited: readonly Visited[]): Set<string> {
  return new Set(visited.filter(declares).flatMap(({ node }) => patternNames(node)));
}

function declares({ node, parent, key }: Visited): boolean {
  if (key === 'params' || key === 'parameters' || key === 'param') return true;
  if (key === 'local') return true;
  if (key !== 'id' || !parent) return false;
  return node.type !== 'MemberExpression';
}

function patternNames(node: Node): string[] {
  if (node.type === 'Identifier') return [nameOf(node)];
  const parts = [
    node['left'],
    node['argument'],
    node['value'],
    ...listOf(node['properties']),
    ...listOf(node['elements']),
  ];
  return parts.flatMap((part) => (isNode(part) ? patternNames(part) : []));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
