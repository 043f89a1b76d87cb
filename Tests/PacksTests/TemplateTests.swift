import Bench
import Testing

@testable import Packs

struct TemplateTests {
    /// A template as a YAML file would hold it.
    func template(_ text: String) throws -> Template {
        let quoted = JSON.string(text).text
        return try Template(Field.top(of: "t: \(quoted)", file: "f").needed("t"))
    }

    @Test(arguments: [
        ("\n{{a}}", "\nV"), ("{{a}}\n   ", "V\n   "), ("\r\n{{a}}\r\n\r\n", "\r\nV\r\n\r\n"),
        ("  {{ a }}  ", "  V  "), ("{ {{{a}}} }", "{ V }"), ("{{a}}}", "V}"), ("}} {", "}} {"),
        ("e\u{301}{{a}}\u{301}", "e\u{301}V\u{301}"), ("& < > \" ' {{a}}", "& < > \" ' V"),
    ])
    func `every letter around a variable stays, white space too`(
        _ text: String,
        _ expected: String
    ) throws {
        let rendered = try template(text).render(["a": "V"], of: "x")
        #expect(Array(rendered.utf8) == Array(expected.utf8))
    }

    @Test func `what a variable holds is text and no template`() throws {
        #expect(try template("{{a}}").render(["a": "{{b}} &"], of: "x") == "{{b}} &")
    }

    @Test(arguments: [
        ("{{#a}}x{{/a}}", "variables only"), ("{{! note }}", "variables only"),
        ("{{> part}}", "variables only"), ("{{=<% %>=}}", "variables only"),
        ("{{upper(a)}}", "variables only"), ("{{a.b}}", "variables only"),
        ("{{}}", "variables only"), ("{{a", "`{{` without `}}`"),
        ("{{{a}}", "`{{{` without `}}}`"), ("{{a\n}}", "variables only"),
    ])
    func `anything but a variable is refused`(_ text: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try template(text) }
        #expect("\(error)".hasPrefix("f:1: t: "), "\(error)")
        #expect("\(error)".contains(words), "\(error)")
    }

    @Test func `variables are listed once, in order`() throws {
        #expect(try template("{{b}}{{a}}{{{b}}}").variables == ["b", "a"])
    }

    @Test func `a variable that is missing is an error, an empty one is not`() throws {
        #expect(try template("<{{a}}>").render(["a": ""], of: "x") == "<>")
        let error = try #require(throws: PackError.self) {
            try template("{{count}}").render(["cuont": "1"], of: "scenario s")
        }
        #expect("\(error)".contains("{{count}} does not exist in scenario s; is it {{cuont}}?"))
    }

    @Test func `a text is cut at the variable that is not known yet`() throws {
        #expect(
            try template("{{r}} {{a}} {{r}}").render(["a": "r"], of: "x", around: "r")
                == ["", " r ", ""]
        )
    }
}
