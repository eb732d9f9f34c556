import { counts } from './counts';
import { editor } from './editor';
import { faults } from './faults';
import { graph } from './graph';
import { header } from './header';
import { inspector } from './inspector';
import { ownership } from './ownership';
import { page } from './page';
import { records } from './records';
import { sequence } from './sequence';
import { terminal } from './terminal';
import { traffic } from './traffic';

export const english = {
  counts,
  editor,
  faults,
  graph,
  header,
  inspector,
  ownership,
  page,
  records,
  sequence,
  terminal,
  traffic,
};
