use serde_json::{Value as Json, json};

use super::document;

/// The template of an answer.
fn template(language: &str, code: &str) -> Json {
    document(&crate::analyse("answer.md", format!("```{language}\n{code}\n```\n").as_bytes()).stack)
}

#[test]
fn settings_are_written_as_cloudformation_has_them() {
    let found = template(
        "hcl",
        r#"
variable "zone" {}
resource "aws_sns_topic" "alerts" {
  name = "alerts"
  tags = { Team = "a" }
}
resource "aws_subnet" "a" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.0.1.0/24"
  availability_zone = var.zone
}
resource "aws_instance" "web" {
  subnet_id   = aws_subnet.a.id
  ami         = "ami-1"
  user_data_replace_on_change = true
}
output "topic" { value = aws_sns_topic.alerts.arn }
"#,
    );
    assert_eq!(
        found,
        json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Metadata": { "gapdiff": { "Notes": [
                "aws_instance.web.user_data_replace_on_change is left out: CloudFormation has no such property",
            ] } },
            "Parameters": { "Zone": { "Type": "String", "Description": "input zone has no default" } },
            "Resources": {
                "AwsSnsTopicAlerts": {
                    "Type": "AWS::SNS::Topic",
                    "Properties": { "TopicName": "alerts", "Tags": [{ "Key": "Team", "Value": "a" }] },
                },
                "AwsSubnetA": {
                    "Type": "AWS::EC2::Subnet",
                    "Properties": { "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": { "Ref": "Zone" } },
                },
                "AwsInstanceWeb": {
                    "Type": "AWS::EC2::Instance",
                    "Properties": { "SubnetId": { "Ref": "AwsSubnetA" }, "ImageId": "ami-1" },
                },
            },
            "Outputs": { "Topic": { "Value": { "Ref": "AwsSnsTopicAlerts" } } },
        })
    );
}

#[test]
fn what_folded_is_written_apart_where_it_must() {
    let found = template(
        "hcl",
        r#"
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "out" { vpc_id = aws_vpc.main.id }
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}
resource "aws_security_group" "web" {
  description = "Web"
  vpc_id      = aws_vpc.main.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port       = 80
    to_port         = 80
    protocol        = "tcp"
    security_groups = [aws_security_group.web.id]
  }
}
"#,
    );
    let resources = found["Resources"].as_object().unwrap();
    let kinds: Vec<_> = resources.values().map(|resource| resource["Type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "AWS::EC2::VPC",
            "AWS::EC2::InternetGateway",
            "AWS::EC2::VPCGatewayAttachment",
            "AWS::EC2::RouteTable",
            "AWS::EC2::Route",
            "AWS::EC2::SecurityGroup",
            "AWS::EC2::SecurityGroupIngress",
        ]
    );
    assert_eq!(
        resources["AwsRouteTablePublicRoute"]["Properties"],
        json!({ "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": { "Ref": "AwsInternetGatewayOut" }, "RouteTableId": { "Ref": "AwsRouteTablePublic" } })
    );
    assert_eq!(resources["AwsSecurityGroupWeb"]["Properties"]["SecurityGroupIngress"].as_array().unwrap().len(), 1);
}

#[test]
fn documents_that_are_texts_are_joined_from_what_is_known() {
    let found = template(
        "hcl",
        r#"
resource "aws_sqs_queue" "orders" {}
resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "main"
  dashboard_body = jsonencode({ queue = aws_sqs_queue.orders.arn, width = 6 })
}
"#,
    );
    assert_eq!(
        found["Resources"]["AwsCloudwatchDashboardMain"]["Properties"]["DashboardBody"],
        json!({ "Fn::Join": ["", ["{\"queue\":\"", { "Fn::GetAtt": ["AwsSqsQueueOrders", "Arn"] }, "\",\"width\":6}"]] })
    );
}

#[test]
fn what_a_template_cannot_say_is_noted() {
    let found = template(
        "hcl",
        "resource \"random_password\" \"p\" { length = 8 }\nresource \"aws_sqs_queue\" \"q\" { count = var.n }\nvariable \"n\" {}\n",
    );
    let notes = &found["Metadata"]["gapdiff"]["Notes"];
    assert_eq!(
        *notes,
        json!([
            "random_password.p (random_password) is left out: CloudFormation has no such resource",
            "how many aws_sqs_queue.q stands for is not known",
        ])
    );
}
