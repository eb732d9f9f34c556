import type { traffic as english } from '../english/traffic';
import type { Translation } from '../translation';

export const traffic: Translation<typeof english> = {
  caller: '호출한 쪽',
  dialled: '거쳐 간 곳',
  answerer: '응답한 쪽',
  nobody: '응답하는 곳이 없음',
  calls_other: '호출 {{count, number}}회',
  failed: '실패 {{count, number}}회',
  waiting: '진행 중 {{count, number}}회',
  last: '마지막 {{status}}',
  noAnswerYet: '아직 응답 없음',
  headCalls: '호출',
  headFailed: '실패',
  headLast: '마지막 응답',
  headMean: '평균',
  probesHidden: '상태 검사 {{count, number}}개 숨김',
  probesShown: '상태 검사 표시',
  probesHint: 'kubelet이 자기 머신의 컨테이너가 살아 있고 준비되었는지 묻는 요청입니다',
  nobodyCalls: '아직 아무도 호출하지 않았습니다',
  nothingMatches: '일치하는 호출이 없습니다',
  howTo:
    '파드가 서비스를 호출하게 해 보세요. 누가, 어떤 서비스를 거쳐, 누구의 응답을 받았고, 무엇이 실패했는지 메시지로부터 여기에 집계됩니다.',
  probesOnly: '상태 검사만 있었거나, 찾는 대상이 호출하지 않았습니다.',
  solid: '굵을수록 잦음',
  red: '빨간색: 마지막 호출 실패',
};
