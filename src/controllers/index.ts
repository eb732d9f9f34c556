export { controllerManager } from './controller-manager';
export { loadMadeUpKinds } from './kinds-view';
