/** What a schema's rules would cost at worst, told before they are taken. */
import { fieldForbidden, type FieldError } from '../../apimachinery';
import { innerSchemas, type JsonSchema } from '../custom/custom-resource-schema';
import { estimatedCost, mostOf } from './estimate';
import { compiledQuietly } from './rule';
import { typeOfSchema, type ValueType } from './value-type';

/** One rule may cost so much at worst, for all values that it is asked of. */
const ruleLimit = 10_000_000;
const schemaLimit = 100_000_000;
const mostTold = 4;
const hint =
  '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

interface Estimated {
  readonly field: string;
  readonly what: 'messageExpression' | 'rule';
  readonly cost: number;
}

/** Of a whole schema: each rule that is too dear, then the dearest where all are too dear together. */
export function costErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  const all = estimatesIn(schema, field, { isRoot: true, times: 1 });
  const tooDear = all
    .filter(({ cost }) => cost > ruleLimit)
    .map(({ field: at, what, cost }) =>
      fieldForbidden(at, `estimated ${what} cost exceeds ${budget(cost, ruleLimit)}`),
    );
  const total = all.reduce((sum, { cost }) => sum + cost, 0);
  if (total <= schemaLimit) return tooDear;
  const dearest = all
    .filter(({ cost }) => cost > schemaLimit / 100)
    .sort((a, b) => b.cost - a.cost)
    .slice(0, mostTold);
  const why = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  const whole = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds';
  return [
    ...tooDear,
    ...dearest.map((one) => fieldForbidden(one.field, why)),
    fieldForbidden(field, `${whole} ${budget(total, schemaLimit)}`),
  ];
}

function budget(cost: number, limit: number): string {
  const factor = cost / limit;
  const shown = factor > 100 ? 'more than 100' : factor.toFixed(factor < 1.5 ? 6 : 1);
  return `budget by factor of ${shown}x ${hint}`;
}

/** @param times how many values there can be that it is the schema of */
function estimatesIn(
  schema: JsonSchema,
  field: string,
  { isRoot, times }: { readonly isRoot: boolean; readonly times: number },
): readonly Estimated[] {
  const self = typeOfSchema(schema, isRoot);
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
    (['rule', 'messageExpression'] as const).flatMap((what) => {
      const cost = rule?.optionalOldSelf ? 0 : costOf(rule?.[what], schema, self);
      return cost > 0
        ? [{ field: `${field}.x-kubernetes-validations[${index}].${what}`, what, cost: cost * times }]
        : [];
    }),
  );
  const below = innerSchemas(schema, field).filter(({ level }) => level !== 'condition');
  return [
    ...own,
    ...below.flatMap((inner) =>
      estimatesIn(inner.schema, inner.field, {
        isRoot: false,
        times: /\.(items|additionalProperties)$/.test(inner.field) ? timesInside(schema, times) : times,
      }),
    ),
  ];
}

/** What has no limit of its own shares the one request with all others like it. */
function timesInside(schema: JsonSchema, times: number): number {
  const limit = schema.type === 'array' ? schema.maxItems : schema.maxProperties;
  return limit === undefined ? mostOf(schema) : times * limit;
}

/** None for what doesn't compile or isn't run. */
function costOf(source: unknown, schema: JsonSchema, self: ValueType): number {
  if (typeof source !== 'string' || !source.trim()) return 0;
  const compiled = compiledQuietly(source, self);
  try {
    return compiled ? estimatedCost(compiled.expression, compiled.checked, schema) : 0;
  } catch (error) {
    if (error instanceof RangeError) return Infinity;
    throw error;
  }
}
