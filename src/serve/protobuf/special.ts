import { formatDuration } from '../../apimachinery';

const NANOSECONDS = 1_000_000;

type Fields = Readonly<Record<string, any>>;

/** Messages that JSON writes in a form of their own. */
const written: Readonly<Record<string, (value: Fields) => unknown>> = {
  'api.resource.Quantity': ({ string = '' }) => string,
  'util.intstr.IntOrString': ({ type = 0, intVal = 0, strVal = '' }) => (type === 0 ? intVal : strVal),
  'meta.v1.Time': ({ seconds, nanos = 0 }) => (seconds === undefined && nanos === 0 ? null : instant(seconds, 0)),
  'meta.v1.MicroTime': ({ seconds, nanos = 0 }) =>
    seconds === undefined && nanos === 0 ? null : instant(seconds, 6, nanos),
  'meta.v1.Duration': ({ duration = 0 }) => formatDuration(duration / NANOSECONDS),
  'meta.v1.FieldsV1': ({ raw = '' }) => JSON.parse(Buffer.from(raw, 'base64').toString('utf8') || 'null'),
  ExtraValue: ({ items = [] }) => items,
  'meta.v1.Verbs': ({ items = [] }) => items,
};

/** How JSON writes this message, where not as an object of its fields. */
export function special(message: string): ((value: Fields) => unknown) | undefined {
  const parts = message.split('.');
  return written[parts.at(-1)!] ?? written[parts.slice(-3).join('.')];
}

/** RFC 3339 in UTC. */
function instant(seconds = 0, digits: number, nanos = 0): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  const fraction = digits === 0 ? '' : `.${String(nanos).padStart(9, '0').slice(0, digits)}`;
  return `${whole}${fraction}Z`;
}
