enum RehearsalStub {}
import Hummingbird
