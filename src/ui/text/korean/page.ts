import type { page as english } from '../english/page';
import type { Translation } from '../translation';

export const page: Translation<typeof english> = {
  firstTitle: '아직 클러스터에 아무것도 요청하지 않았습니다',
  firstApply:
    '왼쪽의 <b>적용</b>을 눌러 보세요. 매니페스트가 API 서버를 거쳐 etcd에 저장되고, 컨트롤러와 스케줄러, kubelet으로 이어집니다.',
  goingBack: '그 순간으로 가는 중: 기록을 다시 실행합니다',
  goingBackShort: '가는 중',
  stay: '그만두기',
  dismiss: '닫기',
  news: '{{kind}} {{name}}: {{word}}.',
  newsOn: '{{kind}} {{name}}: {{node}}에서 {{word}}.',
  newsGone: '{{name}}[이/가] 사라졌습니다.',
  newsMore_other: '그 밖의 변화 {{count}}건.',
  close: '닫기',
  editorWidth: '편집기 너비',
  inspectorWidth: '상세 보기 너비',
  recordsHeight: '기록 높이',
  paneOpen: '{{size}}픽셀',
  paneShut: '접힘',
  splitterHint: '끌거나 화살표 키로 조절. Enter로 접기, 더블 클릭하면 원래대로',
  splitterShutHint: '클릭이나 Enter로 펼치기',
  comingUp: '클러스터가 시작되는 중입니다',
  starting: '시뮬레이션을 시작하는 중…',
  bootStep: '{{steps}}단계 중 {{step}}단계: {{title}}',
  bootDone: '완료',
  bootSteps: '시작 단계',
  crashTitle: '▲ 시뮬레이션이 저희 쪽 버그로 멈췄습니다',
  crashWords:
    '지금 보이는 것은 멈추기 직전의 모습입니다. 매니페스트는 그대로 남아 있습니다. 같은 시드로 같은 조작을 하면 같은 이벤트에서 멈추므로, 아래 내용만 알려 주시면 됩니다.',
  lostTitle: '▲ 브라우저가 시뮬레이션을 거듭 끝냈습니다',
  lostWords:
    '보이는 것은 시뮬레이션이 마지막으로 알린 순간입니다. 매니페스트는 남아 있습니다. 메모리가 모자라면 브라우저가 이렇게 합니다. 다른 탭을 닫고 다시 시작하거나, 마지막 조작을 빼고 계속하세요.',
  crashSeed: '시드 {{seed}}',
  crashSeedEvent: '시드 {{seed}}, 이벤트 {{event}}',
  startAgain: '다시 시작',
  startOther: '다른 시드로 시작',
  bugTitle: '▲ 화면이 저희 쪽 버그로 멈췄습니다',
  bugKept: '매니페스트는 그대로 남아 있습니다.',
  loadAgain: '화면 다시 불러오기',
};
