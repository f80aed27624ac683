/// The sale that benchmarks sell: three lines, as a kiosk's usual basket.
enum BenchSale {
    static let body = Array(
        """
        {"till":"T1","cashier":"A12","lines":[
        {"sku":"6161100000017","name":"Exercise book A4 200 pages","quantity":"3","unit_price":"150.00","tax":"B",
        "item":{"class":"4412160400","type":"goods","unit":"NO","package":"NT","origin":"KE"}},
        {"sku":"TOMATO","name":"Fresh tomatoes","quantity":"1.5","unit_price":"120.00","tax":"A",
        "item":{"class":"5040240000","type":"goods","unit":"KG","package":"NT","origin":"KE"}},
        {"sku":"SHOE-REP","name":"Shoe repair","quantity":"1","unit_price":"250.00","tax":"B",
        "item":{"class":"7615160100","type":"service","unit":"NO","package":"NT","origin":"KE"}}],
        "payments":[{"method":"cash","amount":"880.00"}],"buyer":null,"expected_total":"880.00"}
        """.utf8)
}
