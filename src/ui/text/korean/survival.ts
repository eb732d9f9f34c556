import type { survival as english } from '../english/survival';
import type { Translation } from '../translation';

export const survival: Translation<typeof english> = {
  restoring: '기록으로부터 세션을 다시 실행하는 중입니다',
  restoringLost: '시뮬레이션이 사라져 기록을 다시 실행하는 중입니다',
  restoringShort: '기록 다시 실행',
  reloaded: '있던 곳으로 돌아왔습니다. 이 탭의 세션을 기록으로부터 다시 실행했습니다.',
  lost: '시뮬레이션 워커가 끝났습니다({{why}}). 기록을 다시 실행했으니 있던 곳 그대로입니다.',
  lostUnknown: '브라우저가 끝냈거나 메모리 부족',
  copied: '복제된 탭입니다. 별도의 세션으로 계속되며 다른 탭의 세션은 그대로입니다.',
  otherBuild:
    '이 탭의 세션은 다른 버전의 Wheelhouse에서 만들어져 같은 조작이 다른 결과로 이어집니다. 그래서 새 클러스터를 시작했습니다. 하던 조작은 내려받을 수 있습니다.',
  bug: '저희 버그로 시뮬레이션이 멈췄습니다: {{message}}. 그 직전까지 다시 실행했습니다.',
  full: '이 브라우저의 저장 공간이 가득 찼습니다. 세션은 이 페이지에만 있으며 새로 고치면 사라집니다.',
  blocked: '이 브라우저는 페이지가 아무것도 저장하지 못하게 합니다. 새로 고치면 세션이 사라집니다.',
  download: '조작 기록 내려받기',
  startAnew: '새로 시작',
  withoutLastAct: '마지막 조작 없이 계속',
};
