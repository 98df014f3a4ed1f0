export * from "./scope.js";
