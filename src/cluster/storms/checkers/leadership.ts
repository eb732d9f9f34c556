import type { CheckerOf } from './checker';

/** Of several managers or schedulers one leads; without skewed clocks never two at a time. */
export const leadership: CheckerOf = (witness, complain) => {
  const { simulation, components } = witness.cluster;
  let factsSeen = -1;
  const look = (): void => {
    if (simulation.factsVersion === factsSeen) return;
    factsSeen = simulation.factsVersion;
    for (const name of ['kube-controller-manager', 'kube-scheduler']) {
      const leaders = components.filter((each) => each.name === name && each.up && each.facts['leads'] === true);
      if (leaders.length > 1) complain(`${leaders.map(({ id }) => id).join(' and ')} lead`);
    }
  };
  return { look, changed: look };
};
