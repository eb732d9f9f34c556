import { type Phrase, phrase } from './phrases';
import type { Fault } from './protocol';

/** What a fault does, in the words of the history: "kill cp-1/etcd", "cut the link between cp-1 and cp-2". */
export function faultDeed(fault: Fault): Phrase {
  if ('component' in fault) {
    const { component } = fault;
    return fault.action === 'kill' ? phrase('deeds.kill', { component }) : phrase('deeds.start', { component });
  }
  if ('machines' in fault) {
    const [one, other] = fault.machines;
    return fault.action === 'cut' ? phrase('deeds.cut', { one, other }) : phrase('deeds.heal', { one, other });
  }
  const { machine } = fault;
  switch (fault.action) {
    case 'power-off':
      return phrase('deeds.powerOff', { machine });
    case 'power-on':
      return phrase('deeds.powerOn', { machine });
    case 'isolate':
      return phrase('deeds.isolate', { machine });
    case 'rejoin':
      return phrase('deeds.rejoin', { machine });
    case 'drain':
      return phrase('deeds.drain', { machine });
    case 'uncordon':
      return phrase('deeds.uncordon', { machine });
  }
}
