enum PacksStub {}
import Yams
import Mustache
