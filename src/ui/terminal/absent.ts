/** Programs that people type at such a prompt, and where what they are after is found here. */
const groups: readonly (readonly [programs: string, advice: string])[] = [
  ['etcdctl', 'the etcd tab shows every key, its versions and the members'],
  ['helm k9s kubectx kubens stern', 'npm run serve opens this cluster to the real one'],
  ['minikube kind k3d', 'this cluster is here already: kubectl get nodes'],
  [
    'kubeadm ssh crictl systemctl journalctl service etcd kubelet',
    'nobody logs into machines here: right click one for what can be done to it, or kubectl debug node/NAME',
  ],
  ['docker podman nerdctl', 'nothing is built here, and machines pull images themselves'],
  ['man info', 'kubectl help, or --help behind any command'],
  ['date', 'the clock stands at the top of the page'],
  ['sleep time', 'time passes as the page says; kubectl wait waits for something'],
  ['rm mkdir mv cp touch chmod', 'files are the editor’s: they are named, closed and opened there'],
  ['which type', 'kubectl, curl, wget, nc and what help lists are here'],
  ['source . eval exec', 'there is nothing to be read in: Tab completes as it is'],
  [
    'python python3 node perl ruby bash sh zsh',
    'no other program runs on this laptop; kubectl exec runs them in a container',
  ],
  ['ping dig nslookup traceroute', 'curl calls somebody; kubectl exec looks from inside of a pod'],
];

const control = new Set(['for', 'while', 'until', 'if', 'case', 'function', 'select', 'do', 'done', 'then', 'fi']);

/** What is said where a program is asked for that is not here. */
export function absentWords(program: string): string {
  if (program.startsWith('!')) return `${program}: ↑ brings earlier lines back, Ctrl R searches them`;
  if (isControl(program)) return `${program}: loops and conditions are not understood here; ; && and || are`;
  const advice = groups.find(([programs]) => programs.split(' ').includes(program))?.[1];
  return advice
    ? `${program}: not on this laptop; ${advice}`
    : `${program}: command not found. Here is kubectl; type help.`;
}

/** A word of the shell's own language, which would go on over several commands. */
export function isControl(program: string): boolean {
  return control.has(program);
}
