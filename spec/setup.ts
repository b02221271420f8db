/** Loaded before each spec file: tsyringe refuses to load without the metadata polyfill. */
import "reflect-metadata";
