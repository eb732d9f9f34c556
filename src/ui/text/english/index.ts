import { counts } from './counts';
import { editor } from './editor';
import { faults } from './faults';
import { graph, states } from './graph';
import { header } from './header';
import { history } from './history';
import { inspector, verdicts } from './inspector';
import { notices, objects } from './objects';
import { ownership } from './ownership';
import { page } from './page';
import { raft } from './raft';
import { records } from './records';
import { actors, deeds, hopKinds, kinds, stories, titles } from './stories';
import { survival } from './survival';
import { traffic } from './traffic';

export const english = {
  actors,
  counts,
  deeds,
  editor,
  faults,
  graph,
  header,
  history,
  hopKinds,
  inspector,
  kinds,
  notices,
  objects,
  ownership,
  page,
  raft,
  records,
  states,
  stories,
  survival,
  titles,
  traffic,
  verdicts,
};
