import Outbound
import Testing

struct RedactionTests {
    @Test(arguments: [
        #"{"cmcKey":"S3CRET","a":1}"#, #"{"CMCKEY" : "S3CRET"}"#, #"{\"access_token\":\"S3CRET\",\"x\":1}"#,
        #"{"password":"a\"S3CRET"}"#, #"{"refresh_token":S3CRET}"#, "grant_type=x&client_secret=S3CRET&y=1",
        "Authorization: Basic S3CRET==", "sent with Bearer S3CRET.abc-d, twice", "<strPassword>S3CRET</strPassword>",
        "apigee_app_id: S3CRET", #"["cmcKey":"S3CRET"#, #"{"pwd":"S3CRET"}"#,
        "grant_type=authorization_code&code=S3CRET&redirect_uri=x", "code=S3CRET&state=y",
        "GET /v1/connections/callback?code=S3CRET&state=S3CRET HTTP/1.1", "https://x.example/cb?state=S3CRET#top",
        "authorize?client_id=a&code_challenge=S3CRET&code_challenge_method=S256",
    ])
    func `no secret is left in a text`(_ text: String) {
        #expect(!Redaction.text(text).contains("S3CRET"))
        #expect(Redaction.text(text).contains(Redaction.mark))
    }

    @Test(arguments: [
        #"{"cmcKeyless":"x","tin":"P052345678K"}"#, "the token is missing", "no secret here", #"{"invcNo":1}"#,
        "cmcKey", #"{"code":"3200","state":"open"}"#, "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        "the code=5",
    ])
    func `everything else stays as it is`(_ text: String) {
        #expect(Redaction.text(text) == text)
    }

    @Test func `a request and its dump show no secret`() {
        let request = HTTPRequest(
            method: "POST", url: "https://u:S3CRET@host/a?access_token=S3CRET&b=c",
            headers: [("cmcKey", "S3CRET"), ("authorization", "Bearer S3CRET"), ("tin", "P052345678K")],
            body: Array(#"{"tin":"P052345678K","cmcKey":"S3CRET"}"#.utf8))
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", String(reflecting: request), dumped] {
            #expect(!text.contains("S3CRET"))
            #expect(text.contains("P052345678K"))
            #expect(text.contains("b=c"))
        }
        #expect(!"\(HTTPClient.Options(proxy: "http://u:S3CRET@p"))".contains("S3CRET"))
    }
}
