// Fills the stream's injection port with tsyringe. Importing it installs it.
import { container as globalContainer } from "tsyringe";
import { installInjector } from "../stream/injection-port.js";
import { bindMethod } from "./bind-method.js";
import { ContainerScope, resolveFrom } from "./container-scope.js";

installInjector({
  createScope: (source) => new ContainerScope(source),
  build: (container, constructor) => resolveFrom(container ?? globalContainer, constructor) as object,
  bindMethod,
});
