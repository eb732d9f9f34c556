import type { history as english } from '../english/history';
import type { Translation } from '../translation';

export const history: Translation<typeof english> = {
  title: '기록',
  moment: '보이는 순간',
  momentHint:
    '끌면 다른 순간을 봅니다. 모든 창이 따라갑니다. 화살표 키: 다음 이정표로. 기다린 시간은 실제보다 짧게 그립니다.',
  markHint: '클릭: 무엇에 관한 것인지. 두 번 클릭: 그 순간 보기.',
  present: '현재로 돌아가기',
  fork: '여기서부터 계속',
  forkHint: '이 순간이 현재가 됩니다. 버려지는 조작은 없습니다.',
  forkDrops_other: '이 순간이 현재가 되고 새 기록이 시작됩니다. 이후의 조작 {{count}}건은 버려집니다.',
  seconds_other: '+{{count}}초',
  minutes_other: '+{{count}}분',
  aheadHint: '시뮬레이션 시간으로 그만큼 최대한 빨리 실행한 뒤 멈춤',
  breakpoints: '중단점',
  breakpointsOn_other: '중단점 {{count}}개',
  breakpointsHint: '일어나면 시계를 멈추는 것',
  breakpointsLead: '얼마나 빨리 실행하든, 바로 그 일이 일어나는 이벤트에서 시계가 멈춥니다.',
  whenBound: '파드가 노드에 배정될 때',
  whenFails: '파드가 실패할 때',
  whenNoLeader: 'etcd에 리더가 없을 때',
  whenWritten: '“{{text}}”[이/가] 들어간 키가 기록될 때',
  whenKey: '다음이 들어간 키가 기록될 때',
  add: '추가',
  forget: '지우기',
  lookingBack: '현재는 {{now}}',
};
