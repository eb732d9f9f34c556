import { counts } from './counts';
import { editor } from './editor';
import { examples } from './examples';
import { etcd } from './etcd';
import { facts } from './facts';
import { faults } from './faults';
import { graph, states } from './graph';
import { header } from './header';
import { history } from './history';
import { inspector, verdicts } from './inspector';
import { keys } from './keys';
import { notices, objects } from './objects';
import { ownership } from './ownership';
import { page } from './page';
import { palette } from './palette';
import { raft } from './raft';
import { records } from './records';
import { sequence } from './sequence';
import { simplified } from './simplified';
import { actors, deeds, hopKinds, kinds, stories, titles } from './stories';
import { survival } from './survival';
import { terminal } from './terminal';
import { traffic } from './traffic';

export const korean = {
  actors,
  counts,
  deeds,
  editor,
  examples,
  etcd,
  facts,
  faults,
  graph,
  header,
  history,
  hopKinds,
  inspector,
  keys,
  kinds,
  notices,
  objects,
  ownership,
  page,
  palette,
  raft,
  records,
  sequence,
  simplified,
  states,
  stories,
  survival,
  terminal,
  titles,
  traffic,
  verdicts,
};
