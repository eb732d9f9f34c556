/** What names may look like, with the sentences of Kubernetes' validators. Every check answers a list: empty is fine. */

import { utf8Length } from './utf8';

type NameCheck = (value: string) => string[];

const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain1123 = `${label1123}(\\.${label1123})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualifiedName})?`;
const ends = 'and must start and end with an alphanumeric character';

/** The sentence that ends a pattern's refusal: examples and the pattern itself. */
function patternAdvice(sentence: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${sentence} (regex used for validation is '${pattern}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${sentence} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

function lengthProblem(max: number, unit = 'characters'): string {
  return `must be no more than ${max} ${unit}`;
}

interface PatternRule {
  readonly pattern: string;
  readonly max?: number;
  readonly unit?: 'bytes';
  readonly sentence: string;
  readonly examples: readonly string[];
}

function patternCheck({ pattern, max, unit, sentence, examples }: PatternRule): NameCheck {
  const expression = new RegExp(`^(?:${pattern})$`);
  const advice = patternAdvice(sentence, pattern, ...examples);
  return (value) => {
    const problems: string[] = [];
    if (max !== undefined && utf8Length(value) > max) problems.push(lengthProblem(max, unit));
    if (!expression.test(value)) problems.push(advice);
    return problems;
  };
}

export const validateDns1123Label = patternCheck({
  pattern: label1123,
  max: 63,
  sentence: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${ends}`,
  examples: ['my-name', '123-abc'],
});

export const validateDns1123Subdomain = patternCheck({
  pattern: subdomain1123,
  max: 253,
  sentence: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ends}`,
  examples: ['example.com'],
});

export const validateDns1035Label = patternCheck({
  pattern: label1035,
  max: 63,
  sentence:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
    'and end with an alphanumeric character',
  examples: ['my-name', 'abc-123'],
});

export const validateWildcardSubdomain = patternCheck({
  pattern: `\\*\\.${subdomain1123}`,
  max: 253,
  sentence:
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case " +
    "alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  examples: ['*.example.com'],
});

export const validateLabelValue = patternCheck({
  pattern: labelValue,
  max: 63,
  unit: 'bytes',
  sentence: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${ends}`,
  examples: ['MyValue', 'my_value', '12345'],
});

export const validateCIdentifier = patternCheck({
  pattern: '[A-Za-z_][A-Za-z0-9_]*',
  sentence:
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  examples: ['my_name', 'MY_NAME', 'MyName'],
});

export const validateHttpHeaderName = patternCheck({
  pattern: '[-A-Za-z0-9]+',
  sentence: "a valid HTTP header must consist of alphanumeric characters or '-'",
  examples: ['X-Header-Name'],
});

export const validatePercent = patternCheck({
  pattern: '[0-9]+%',
  sentence: "a valid percent string must be a numeric string followed by an ending '%'",
  examples: ['1%', '93%'],
});

const configMapKeyPattern = patternCheck({
  pattern: '[-._a-zA-Z0-9]+',
  max: 253,
  sentence: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  examples: ['key.name', 'KEY_NAME', 'key-name'],
});

const environmentPattern = patternCheck({
  pattern: '[-._a-zA-Z][-._a-zA-Z0-9]*',
  sentence:
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  examples: ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1'],
});

const qualifiedExamples = ['MyName', 'my.name', '123-abc'];
const qualifiedNamePattern = patternCheck({
  pattern: qualifiedName,
  max: 63,
  unit: 'bytes',
  sentence: `must consist of alphanumeric characters, '-', '_' or '.', ${ends}`,
  examples: qualifiedExamples,
});

/** A file name in a volume must not climb out of it. */
function climbs(value: string): string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

export function validateConfigMapKey(value: string): string[] {
  return [...configMapKeyPattern(value), ...climbs(value)];
}

/** The former rule, without `=` and with a first letter; `RelaxedEnvironmentVariableValidation` allows nearly anything. */
export function validateEnvironmentName(value: string): string[] {
  return [...environmentPattern(value), ...climbs(value)];
}

/** Since 1.32: any printable ASCII but `=`. */
export function validateRelaxedEnvironmentName(value: string): string[] {
  if (value.length === 0) return ['environment variable name must be non-empty'];
  return /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

const qualifiedAdvice = patternAdvice(
  `a valid label key must consist of alphanumeric characters, '-', '_' or '.', ${ends}`,
  qualifiedName,
  ...qualifiedExamples,
);

/** Keys of labels and annotations, names of resources, finalizers: `name` or `dns.sub.domain/name`; 1.36 calls them all label keys. */
export function validateQualifiedName(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2)
    return [`${qualifiedAdvice} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const problems: string[] = [];
  if (parts.length === 2) {
    if (parts[0] === '') problems.push('prefix part must be non-empty');
    else problems.push(...validateDns1123Subdomain(parts[0]!).map((problem) => `prefix part ${problem}`));
  }
  const name = parts.at(-1)!;
  if (name.length === 0) problems.push('name part must be non-empty');
  return [...problems, ...qualifiedNamePattern(name).map((problem) => `name part ${problem}`)];
}

/** A DNS-1123 label as 1.36 refuses it: what would be fine but for its dots is told so. */
export function validateLabelName(value: string): string[] {
  const problems = validateDns1123Label(value);
  const onlyDots = problems.length > 0 && value.length <= 63 && validateDns1123Subdomain(value).length === 0;
  return onlyDots ? ['must not contain dots'] : problems;
}

/** Names of ports: an IANA_SVC_NAME. */
export function validatePortName(value: string): string[] {
  const problems: string[] = [];
  if (value.length > 15) problems.push(lengthProblem(15));
  if (!/^[-a-z0-9]+$/.test(value))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) problems.push('must contain at least one letter (a-z)');
  if (value.includes('--')) problems.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

export function validatePortNumber(port: number): string[] {
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? [] : ['must be between 1 and 65535, inclusive'];
}

const bytesOf = (value: string): number[] | undefined => {
  const bytes = /^\d{1,3}(\.\d{1,3}){3}$/.test(value) ? value.split('.').map(Number) : [];
  return bytes.length === 4 && bytes.every((byte) => byte <= 255) ? bytes : undefined;
};

/** The numbers that an address is made of: four bytes, or eight groups of IPv6's; undefined where it is no address. */
export function addressGroups(value: string): readonly number[] | undefined {
  if (!value.includes(':')) return bytesOf(value);
  const [, head = '', tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(value) ?? [];
  if (tail !== undefined) {
    const [a, b, c, d] = bytesOf(tail) ?? [];
    return d === undefined ? undefined : addressGroups(`${head}${hex(a!, b!)}:${hex(c!, d)}`);
  }
  const halves = value.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const given = halves.flat();
  const fits = halves.length === 2 ? given.length < 8 : halves.length === 1 && given.length === 8;
  if (!fits || !given.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const [front = [], back = []] = halves;
  const zeros = Array.from({ length: 8 - given.length }, () => '0');
  return [...front, ...zeros, ...back].map((group) => parseInt(group, 16));
}

const hex = (high: number, low: number): string => ((high << 8) | low).toString(16);

export function validateIpAddress(value: string): string[] {
  const groups = addressGroups(value);
  if (!groups) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  if (/(^|\.)0\d/.test(value)) return ['must not have leading 0s'];
  const isMapped = groups.length === 8 && groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMapped ? ['must not be an IPv4-mapped IPv6 address'] : [];
}

/** generateName `web-` will be followed by letters: judge it as if it already were. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/** Names that become a path segment in the URL and nothing else (roles, bindings). */
export function validatePathSegmentName(name: string, prefix = false): string[] {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  return ['/', '%']
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
}
