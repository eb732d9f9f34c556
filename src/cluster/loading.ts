import { loadCustomResources } from '../apiserver';
import { loadCustomKinds } from '../controllers';
import { loadCommands as loadCommandsAndRules } from '../kubectl';

/** All that is fetched while a cluster comes up and has to be there before anybody types or writes. */
export function loadCommands() {
  const commands = loadCommandsAndRules();
  const kinds = loadCustomKinds();
  return loadCustomResources()
    .then(() => kinds)
    .then(() => commands);
}
