/** Lists are written with bars between their items. */
function listed(text: string): readonly string[] {
  return text
    .trim()
    .split(/ \| |\n/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** `$` is a place for anything: an object, a value. */
export const COMMANDS = listed(`
  get $ | get $ $ | get -f $ | get --raw $ | describe $ | describe $ $ | describe -f $ | delete $ --wait=false | delete $ $ --wait=false | apply -f $
  apply -f $ --server-side | create -f $ | replace -f $ | replace --force -f $ | diff -f $ | edit $ | patch $ -p $ | patch $ --type=json -p $
  patch $ --type=merge -p $ | label $ $ | label $ $ $ | annotate $ $ | annotate $ $ --overwrite | scale $ --replicas=$ | autoscale $ --min=$ --max=$
  autoscale $ --max=3 --cpu=$ | expose $ --port=$ | expose $ --port=80 --target-port=$ | run $ --image=$ | run $ --image=nginx --env=$
  run $ --image=nginx --overrides=$ --dry-run=client | run $ --image=busybox -i --rm --restart=Never -- $ | logs $ | logs $ $ | logs -l $ | logs $ -c $
  logs $ --tail=$ | logs $ --since=$ | logs $ -f | exec $ -- $ | exec -it $ -c $ -- sh | exec $ | attach $ | rollout status $ --timeout=2s
  rollout history $ | rollout history $ --revision=$ | rollout undo $ | rollout undo $ --to-revision=$ | rollout pause $ | rollout resume $
  rollout restart $ | set image $ $ | set image $ a=$ | set env $ $ | set env $ --env=$ | set env $ --from=$ | set env $ --list
  set resources $ --limits=$ | set resources $ --requests=$ | set selector $ $ | set serviceaccount $ $ | set subject $ --user=$
  set subject $ --serviceaccount=$ | top pod $ | top node $ | cordon $ | uncordon $ | drain $ --timeout=1s | drain $ --dry-run=client | taint $ $
  taint nodes $ $ | certificate approve $ | auth can-i $ $ | auth can-i $ | auth can-i --list | auth whoami -o $ | events | events --for $
  events --types=$ | wait $ --for=$ --timeout=1s | wait $ --for=condition=$ --timeout=1s | wait $ --for=jsonpath=$ --timeout=1s
  wait $ --for=delete --timeout=$ | explain $ | explain $ --recursive | api-resources $ | api-resources --api-group=$ | api-resources --verbs=$
  api-versions | config view | config view -o $ | config get-contexts $ | config use-context $ | config set-context $ --namespace=$ | config $
  cluster-info | cluster-info $ | version -o $ | version $ | create configmap $ --from-literal=$ | create configmap $ --from-file=$
  create configmap $ --from-env-file=$ | create secret generic $ --from-literal=$ | create secret tls $ --cert=$ --key=$
  create secret docker-registry $ --docker-username=$ --docker-password=$ | create deployment $ --image=$
  create deployment $ --image=nginx --replicas=$ | create job $ --image=$ | create job $ --from=$ | create cronjob $ --image=nginx --schedule=$
  create service clusterip $ --tcp=$ | create service nodeport $ --tcp=$ --node-port=$ | create service externalname $ --external-name=$
  create ingress $ --rule=$ | create role $ --verb=$ --resource=$ | create clusterrole $ --verb=$ --non-resource-url=$
  create rolebinding $ --role=$ --user=$ | create clusterrolebinding $ --clusterrole=$ --serviceaccount=$ | create quota $ --hard=$
  create pdb $ --selector=$ --min-available=$ | create priorityclass $ --value=$ | create serviceaccount $ | create namespace $
  create token $ --duration=$ | create $ | help $ | help $ $ | options | completion $ | plugin $ | cp $ $ | port-forward $ $ | debug $ | proxy
  kustomize $ | $ | $ $ | apply view-last-applied $ | apply set-last-applied -f $ | apply edit-last-applied $
`);

/** What may be there or not. */
export const OBJECTS = listed(`
  pods | pod | po | deploy | deployment/web | deploy/web | svc/web | service/none | web | pod/p | p | pod/none | configmap/settings | cm | secret/keys
  nodes | node/worker-1 | ns | ns/default | namespace/none | sa | job/once | cronjob/tick | ds | sts/base | pvc | pv | ingress | netpol | hpa | pdb
  quota | limits | role | clusterrole/view | rolebinding | crd | events | ep | endpointslices | lease | sc | csr | pc | all | rc | rs | pods,svc
  pods,nothing | deployments.apps | deployments.v1.apps | pods.v1 | nothing | pod/ | /p | a/b/c | / | , | . | pod.spec.containers | deploy.spec.nothing
`);

/** What nobody would type, and somebody does. */
export const VALUES = listed(`
  '' | = | =x | x= | a=b=c | a- | - | -- | -x | --nope | --nope=1 | -1 | 0 | 1 | 99999999999999999999 | 1.5 | 1e3 | 1s | -1s | 5x | 1h1 | ünï-çødé | 🚢
  名前 | __proto__ | constructor | toString | hasOwnProperty | "\\x" | '{' | '}' | '[]' | '{}' | 'null' | '"' | "a b" | 'a,b' | , | : | a:b | :: | 1:2:3
  % | %s | %zz | * | '(' | '[a' | true | false | none | @ | @file | -o | -f | '{"spec":null}' | '{"metadata":{"labels":5}}'
  '[{"op":"remove","path":"/nothing"}]' | '[{"op":"x"}]' | '[1]' | '{"spec":{"template":[]}}' | web.yaml | none.yaml | broken.yaml | empty.yaml
  list.yaml | odd.yaml | . | cpu=1 | cpu=x | memory= | cpu | web=nginx | *=nginx | create | create,get | list | pods | app=web | app in (web
  'app in (web,api)' | '!app' | 'a==b,c!=d' | 'app notin' | a=b:NoSchedule | a:NoSchedule- | a=b:Nope | a: | /a=svc:80 | a.b/c*=svc:http,tls | 80:80
  http:80 | * * * * * | every day | cm/settings | secret/keys | cronjob/tick | /healthz | /api/v1/pods?watch=1 | /api/v1/nothing | v1
`);

/** With values that they take, and that they do not. */
export const FLAGS = listed(`
  -o json | -o yaml | -o name | -o wide | -o nope | -o jsonpath | -o jsonpath= | -o jsonpath={.items[0].metadata.name} | -o jsonpath='{.items[*'
  -o jsonpath='{range .items[*]}{.metadata.name}{"\\n"}{end}' | -o jsonpath='{.a[?(@.b=="c")]}' | -o jsonpath='{..name}' | -o jsonpath='{.items[-1:].x}'
  -o jsonpath='{.items[?(@]}' | -o go-template | -o go-template='{{len .nothing}}' | -o go-template='{{.metadata.name}}'
  -o go-template='{{range .items}}{{.metadata.name}}{{end}}' | -o go-template='{{"\\x"}}' | -o go-template='{{printf}}'
  -o go-template='{{printf .nothing}}' | -o go-template='{{base64decode .nothing}}' | -o go-template='{{index .items 99}}' | -o go-template='{{if}}'
  -o go-template='{{end}}' | -o go-template='{{range}}' | -o go-template='{{(' | -o go-template='{{eq}}{{and}}{{not}}{{lt 1 "a"}}' | -o custom-columns
  -o custom-columns= | -o custom-columns=A | -o custom-columns=A:.metadata.name,B:.spec.nothing | -o custom-columns='A:.items[*'
  -o custom-columns=A:{.metadata.name | -o custom-columns-file=none | --sort-by=.metadata.name | --sort-by=.spec.nothing | --sort-by='{' | --sort-by=
  -L app | --show-labels | --show-kind | --no-headers | -A | -n none | -n '' | -n kube-system | -l app=web | -l = | -l "a in" | -l !
  --field-selector=metadata.name=p | --field-selector== | --field-selector=status.phase!=Running | --all | --ignore-not-found | --dry-run=client
  --dry-run=server | --dry-run | --dry-run=nope | --dry-run=client -o yaml | --overwrite | --list | --local | --selector= | --subresource=status
  --subresource=nope | --chunk-size=-1 | --as=jane | --as-group=x | --context=none | --request-timeout=x | --v=9 | --help | -h | --kubeconfig=x
  --cascade=orphan | --cascade=nope | --grace-period=-5 | --force | --now | --timeout=x | --timeout=1s | --show-events=false | -w | --watch-only
  --output-watch-events | --template=x | --field-manager= | --validate=nope | --validate=false | --type=nope | --resource-version=1 | --containers=none
  --prefix | --timestamps | --previous | --all-containers | --max-log-requests=0 | --prune | --prune --all | --server-print=false
  --windows-line-endings | -R | -k . | -f -
`);

/** The folder in which the lines run. */
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27", env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]}
`;

export const FILES: Readonly<Record<string, string>> = {
  'web.yaml': WEB,
  'broken.yaml': 'kind: [unclosed\n',
  'empty.yaml': '',
  'list.yaml':
    'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n- 5\n',
  'odd.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: 7\n---\n- 1\n---\nkind: Pod\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: odd}\nspec: {containers: text}\n',
  '-': 'A=1\n',
};

/** What stands in the cluster before. */
export const SETUP = [
  'apply -f web.yaml',
  'expose deployment web --port=80',
  'run p --image=busybox -- sleep 3600',
  'create configmap settings --from-literal=a=1',
  'create secret generic keys --from-literal=b=2',
  'create job once --image=busybox -- true',
  'create cronjob tick --image=busybox --schedule="*/5 * * * *" -- date',
  'create quota small --hard=pods=100,count/configmaps=50',
  'create role reader --verb=get --resource=pods',
  'create rolebinding reads --role=reader --user=jane',
  'create ingress front --rule=a.b/=web:80',
  'create pdb most --selector=app=web --min-available=1',
  'autoscale deployment web --max=3 --cpu=50%',
  'wait --for=condition=Available deployment/web --timeout=60s',
];
