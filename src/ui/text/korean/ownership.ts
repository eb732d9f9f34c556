import type { ownership as english } from '../english/ownership';
import type { Translation } from '../translation';

export const ownership: Translation<typeof english> = {
  headWorkload: '워크로드, 서비스',
  headOwned: '소유된 것',
  headPod: '파드',
  headNode: '노드',
  ownerReference: '소유자 참조',
  boundByScheduler: '스케줄러가 바인딩',
  nothingMatches: '일치하는 것이 없습니다',
  nothingRuns: '아직 실행 중인 것이 없습니다',
  showAll: '다시 모두 보기',
  apply: '매니페스트를 적용해 보세요. 만들어진 것과 거기서 생겨난 것이 나란히 여기에 보입니다.',
  rest: '외 {{counts}}',
  why: '여기에 있는 까닭',
  bySelector: '{{sentence}}, {{selector}}[으로/로] 찾음',
  refers: '{{from}}[이/가] {{to}}[을/를] 가리킴 ({{why}})',
  refersMissing: '{{from}}[이/가] 존재하지 않는 {{to}}[을/를] 가리킴 ({{why}})',
  moreReasons: '외 {{count, number}}개',
  missing: '존재하지 않음',
  selectsNothing: '선택된 파드 없음',
  solid: '소유',
  dotted: '참조, 바인딩',
  red: '끊어짐',
  owns: '{{owner}}[이/가] {{owned}}[을/를] 소유 (소유자 참조)',
  runsOn: '{{pod}}[이/가] {{node}}에서 실행 (스케줄러가 바인딩)',
};
