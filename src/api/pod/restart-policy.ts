/** Which containers start again after they ended: by their own rules, by their own policy, by their pod's. */
import { fieldRequired, fieldTooMany } from '../../apimachinery';
import type { FieldError } from '../../apimachinery';
import type { Container, ContainerRestartRule } from './container';
import type { PodSpec } from './pod-spec';
import { oneOfIfSet } from '../value-validation';

type Restarting = Pick<Container, 'restartPolicy' | 'restartPolicyRules'>;
type Policy = Pick<PodSpec, 'restartPolicy'>;

/** The policy of a container that no rule speaks of. */
export const restartPolicyOf = (container: Restarting, pod: Policy): string =>
  container.restartPolicy ?? pod.restartPolicy ?? 'Always';

const matches = ({ exitCodes }: ContainerRestartRule, exitCode: number): boolean =>
  exitCodes !== undefined && (exitCodes.operator === 'In') === (exitCodes.values?.includes(exitCode) ?? false);

/** Whether a container that ended with this code starts again. */
export function restartsAfter(exitCode: number, container: Restarting, pod: Policy): boolean {
  if (container.restartPolicyRules?.some((rule) => matches(rule, exitCode))) return true;
  const policy = restartPolicyOf(container, pod);
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** Whether there is any end after which it would start again. */
export const mayRestart = (container: Restarting, pod: Policy): boolean =>
  restartPolicyOf(container, pod) !== 'Never' || (container.restartPolicyRules?.length ?? 0) > 0;

// ---- what may be said of it ------------------------------------------------------------------------------------------

const policies = ['Always', 'Never', 'OnFailure'];
const actions = ['Restart', 'RestartAllContainers'];
const operators = ['In', 'NotIn'];
const mostRules = 20;
const mostCodes = 255;

export function restartErrors(
  { restartPolicy, restartPolicyRules = [] }: Restarting,
  field: string,
  isInit = false,
): readonly FieldError[] {
  const at = `${field}.restartPolicy`;
  const errors = [...oneOfIfSet(restartPolicy, policies, at)];
  if (restartPolicy === undefined && restartPolicyRules.length > 0)
    errors.push(fieldRequired(at, 'must specify restartPolicy when restart rules are used'));
  if (isInit && errors.length > 0) return errors;
  if (restartPolicyRules.length > mostRules)
    errors.push(fieldTooMany(`${field}.restartPolicyRules`, restartPolicyRules.length, mostRules));
  return [
    ...errors,
    ...restartPolicyRules.flatMap((rule, index) => ruleErrors(rule, `${field}.restartPolicyRules[${index}]`)),
  ];
}

function ruleErrors({ action, exitCodes }: ContainerRestartRule, field: string): readonly FieldError[] {
  const errors = [...oneOfIfSet(action, actions, `${field}.action`)];
  if (!exitCodes) return [...errors, fieldRequired(`${field}.exitCodes`, 'must be specified')];
  const { operator, values = [] } = exitCodes;
  errors.push(...oneOfIfSet(operator, operators, `${field}.exitCodes.operator`));
  if (values.length > mostCodes) errors.push(fieldTooMany(`${field}.exitCodes.values`, values.length, mostCodes));
  return errors;
}
