import type { header as english } from '../english/header';
import type { Translation } from '../translation';

export const header: Translation<typeof english> = {
  newCluster: '새 클러스터',
  madeOf: '{{controlPlanes}}, {{workers}}',
  madeOfHint: '시드 {{seed}}: 시드와 조작이 같으면 기록도 똑같습니다',
  newClusterWords:
    '컨트롤 플레인 머신 3대와 워커 3대가 아무것도 없는 상태에서 Ready가 될 때까지 시작합니다. 지금 클러스터는 버려지고 매니페스트는 남습니다. 시드와 조작이 같으면 기록도 바이트까지 똑같습니다. 지금 클러스터의 시드는 <b>{{seed}}</b>입니다.',
  seed: '시드',
  start: '시작',
  sameSeed: '같은 시드로',
  anotherSeed: '다른 시드',
  simplifiedLead:
    '이 화면에 연출된 것은 없습니다. 모든 화살표는 시뮬레이션이 실제로 보낸 메시지입니다. 다만 시뮬레이션이므로 다음은 빠져 있습니다.',
  simplified: '단순화한 것',
  keys: '단축키',
  keysHint: '단축키 (?)',
  theme: '테마: {{now}}. {{next}}[으로/로] 바꾸기',
  themeHint: '테마: {{now}}. 클릭하면 {{next}}',
  themeSystem: '시스템 설정',
  themeLight: '밝게',
  themeDark: '어둡게',
};
