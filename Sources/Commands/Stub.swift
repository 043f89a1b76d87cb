enum CommandsStub {}
import ArgumentParser
