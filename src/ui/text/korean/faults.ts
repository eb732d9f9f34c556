import type { faults as english } from '../english/faults';
import type { Translation } from '../translation';

export const faults: Translation<typeof english> = {
  title: '고장',
  note: '다른 조작과 똑같이 기록에 남고, 반대 조작으로 되돌릴 수 있습니다.',
  more: '고장 더 보기 …',
  kill: '프로세스 강제 종료',
  start: '프로세스 시작',
  machineOff: '머신이 꺼져 있음',
  because: '({{reason}})',
  powerOff: '전원 끄기',
  powerOn: '전원 켜기',
  isolate: '다른 모든 머신과 단절',
  rejoin: '모든 링크 복구',
  drain: '비우기(drain): 파드 내보내기',
  uncordon: '스케줄링 재개(uncordon)',
  cut: '{{other}}[과/와]의 링크 끊기',
  heal: '{{other}}[과/와]의 링크 복구',
  machine: '머신 {{name}}',
  links: '링크',
  manyLinks: '링크 끊기(✕) 또는 복구(✓), 상대는',
};
