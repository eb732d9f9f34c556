import type { simplified as english } from '../english/simplified';
import type { Translation } from '../translation';

export const simplified: Translation<typeof english> = {
  time: '시간',
  timeWords:
    '시계는 시뮬레이션입니다. 따로 밝힌 것(스케줄링 한 번에 0.5밀리초)이 아니면 프로그램은 프로세서 시간을 쓰지 않습니다. 메시지, 디스크 쓰기와 동기화, 이미지 풀에는 시간이 걸립니다.',
  network: '네트워크',
  networkWords:
    '메시지는 통째로, 지연과 지터를 안고 전달됩니다. TCP와 TLS가 없고, 이미지 풀 말고는 대역폭 제한도 없습니다. 클라이언트 인증서는 누구의 것인지 적힌 헤더입니다.',
  cluster: '클러스터',
  clusterWords:
    '프로그램은 그냥 설치되어 있습니다. 인증서, 조인 토큰, 스태틱 파드가 없습니다. 관리형 서비스처럼 컨트롤 플레인 머신은 노드가 아닙니다.',
  apiServer: 'API 서버',
  apiServerWords:
    '사람들이 쓰는 내장 종류와 그 기본값, 검증, 서버 사이드 어플라이, 디스커버리, OpenAPI가 있습니다. 커스텀 리소스와 흐름 제어는 없습니다. 응답은 JSON이나 YAML이며 protobuf는 없습니다.',
  authorization: '인가',
  authorizationWords:
    '실제 클러스터처럼 롤과 바인딩이 정합니다. 그것들이 저장되기 전 처음 잠깐은 고정된 표가 대신합니다. 토큰의 서명은 이름뿐이고 암호가 아닙니다.',
  admission: '어드미션',
  admissionWords:
    '이 종류들에 필요한 내장 단계가 있고, 쿼터와 리밋 레인지도 있습니다. 다른 누구에게도 묻지 않습니다. 웹훅과 어드미션 정책은 저장만 되고 실행되지 않습니다.',
  etcd: 'etcd',
  etcdWords:
    'Raft, 리비전, 트랜잭션, 감시(watch), 리스는 진짜입니다. 멤버 구성은 바뀌지 않고, 스냅샷은 메시지 하나로 전달됩니다.',
  scheduler: '스케줄러',
  schedulerWords: '장치와 볼륨 개수 제한을 뺀 기본 플러그인과 그 가중치를 씁니다.',
  controllers: '컨트롤러',
  controllersWords:
    '워크로드, 잡, 엔드포인트, 중단 예산, 쿼터, 노드 생명 주기, 가비지 수집이 있습니다. 오토스케일러는 측정값이 없으므로 정해진 범위만 지킵니다. 볼륨은 클레임에 바인딩되지만 새로 만들어 주는 것은 없습니다. 파드 이름의 해시는 실제 클러스터와 다릅니다.',
  nodes: '노드',
  nodesWords:
    '노드마다 kubelet, 컨테이너 런타임, kube-proxy가 있고, 프로브와 훅, API에서 오는 볼륨이 있습니다. 스토리지 드라이버, 메모리와 디스크 압박은 없습니다. 실행 중 크기 조정은 요청한 만큼 바로 받아들여집니다.',
  containers: '컨테이너',
  containersWords:
    '프로그램은 시뮬레이션입니다. 작은 셸이 흔히 쓰는 명령을 실행하고, 모르는 이미지는 선언한 포트에서 서버로 동작합니다. 서로 주고받는 것도 다른 것과 똑같은 메시지입니다.',
  services: '서비스와 이름',
  servicesWords:
    '요청은 kube-proxy의 규칙과 CoreDNS를 따라 파드에서 파드로 갑니다. 요청마다 새 연결이고, HTTPS는 평문 HTTP로 주고받으며, 네트워크 폴리시는 적용되지 않고, 클러스터 밖에는 닿을 수 없습니다.',
  images: '이미지',
  imagesWords:
    '알려진 저장소에는 실제로 있는 태그만 있고, 그 밖의 저장소에서는 어떤 태그든 받을 수 있습니다. .invalid로 끝나는 호스트에는 접속할 수 없습니다.',
  client: '클라이언트',
  clientWords:
    'Apply, Delete, 터미널은 kubectl이 보내는 요청을 보냅니다. 다만 종류를 미리 알고 있어 디스커버리는 하지 않습니다. edit는 객체를 편집기에 열고, cp는 텍스트만 복사합니다. 컨테이너에 입력하는 글은 Enter를 누를 때 한 줄씩 전달됩니다.',
  history: '기록',
  historyWords:
    '시뮬레이션 시간으로 최근 30분의 메시지를 보관합니다. 이전 순간을 볼 때는 기록을 처음부터 다시 실행합니다.',
};
