(function(){
var sentences=SENTENCES,app=document.querySelector("[data-testid=stApp]"),root=document.getElementById("root"),box=document.createElement("div"),quick=document.currentScript.getAttribute("data-quick"),down=false,sent=false,rated,timer;
box.id="line";
box.setAttribute("role","status");
root.parentNode.insertBefore(box,root);
function part(name,words){
var made=document.createElement(name);
made.textContent=words;
return made;
}
/* The language may have been changed on the page. */
function spoken(){
var chosen=/[?&]lang=(\w+)/.exec(location.search);
return chosen&&sentences[chosen[1]]?chosen[1]:document.documentElement.lang;
}
function host(message){
message.stCommVersion=1;
postMessage(message,location.origin);
}
function hush(){box.textContent=""}
function say(words){
hush();
box.lang=spoken();
box.appendChild(words);
}
function wayOut(t){
var words=part("p",t.hurry+" "),link=part("a",t.quick),not=part("span","");
link.href=quick+"?lang="+box.lang;
/* It is opened only where it is there: going back would lead to nothing. */
link.addEventListener("click",function(event){
event.preventDefault();
fetch(link.href).then(function(){location.href=link.href},function(){not.textContent=" "+t.not_yet});
});
words.appendChild(link);
words.appendChild(not);
return words;
}
function tellLost(){
var t=sentences[spoken()],words=part("p",t.kept);
if(!document.querySelector(".st-key-answers,.stForm"))return;
words.insertBefore(part("b",t.lost+" "),words.firstChild);
say(words);
if(!sent)box.appendChild(wayOut(t));
}
function tellBack(){
/* What was on its way when the line broke is lost, and what is left of it would empty the page. A receipt stays. */
if(!document.querySelector(".st-key-receipt"))host({type:"RERUN_SCRIPT"});
if(!box.firstChild)return;
say(part("p",sentences[spoken()].back));
timer=setTimeout(hush,5000);
}
/* A server that was restarted knows nothing of the form. */
function tellAnew(){
clearTimeout(timer);
say(part("p",sentences[spoken()].anew));
}
new MutationObserver(function(){
var now=app.getAttribute("data-test-connection-state")!=="CONNECTED";
if(now!==down){
down=now;
clearTimeout(timer);
if(down){rated=document.querySelector(".stForm");timer=setTimeout(tellLost,1000)}
else tellBack();
}else if(rated&&!down&&app.getAttribute("data-test-script-state")==="notRunning"){
rated=null;
if(document.querySelector(".st-key-answers"))tellAnew();
}
}).observe(app,{attributes:true});
/* Who has pressed "Send" may have sent it: they are led to no second form. */
root.addEventListener("click",function(event){
if(event.target.closest(".st-key-send"))sent=true;
if(!down)hush();
},true);
/* A line that died without a word is found out: what is not answered in time makes Streamlit open another. */
function ask(){
if(!down&&!document.hidden)host({type:"SEND_APP_HEARTBEAT",ackTimeoutMilliseconds:8000});
}
setInterval(ask,10000);
addEventListener("offline",ask);
document.addEventListener("visibilitychange",ask);
})()
